package evalx.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Makes the faults of a schedule, and mends those that last. */
final class Trouble implements AutoCloseable {
  private static final int BLOCK = 1 << 16;

  private final Cluster cluster;
  private final Consumer<String> log;
  private final Set<Fault> open = new HashSet<>();
  private final Map<Fault, Long> stopped = new HashMap<>();
  private final List<Fault> made = new ArrayList<>();

  Trouble(Cluster cluster, Consumer<String> log) {
    this.cluster = cluster;
    this.log = log;
  }

  /** Makes all faults in their time, and returns when the last one is over. */
  void make(List<Fault> faults) throws InterruptedException {
    var steps = new ArrayList<Step>();
    for (var fault : faults) {
      steps.add(new Step(fault.at(), () -> begin(fault)));
      steps.add(new Step(fault.end(), () -> end(fault)));
    }
    steps.sort(Comparator.comparing(Step::at)); // stable: what takes no time ends after it begins
    var start = System.nanoTime();
    for (var step : steps) {
      TimeUnit.NANOSECONDS.sleep(step.at().toNanos() - (System.nanoTime() - start));
      try {
        step.what().run();
      } catch (ChaosFailure e) {
        log.accept("not done: " + e.getMessage());
      }
    }
  }

  private record Step(Duration at, Runnable what) {}

  /** Those that were made: a process that had died already could not be killed. */
  List<Fault> made() {
    return List.copyOf(made);
  }

  private void begin(Fault fault) {
    var target = fault.target();
    switch (target.kind()) {
      case KILL -> signal("-KILL", pid(fault));
      case STOP -> {
        var pid = pid(fault);
        signal("-STOP", pid);
        stopped.put(fault, pid);
      }
      case FILL -> fill(cluster.filler(target));
      case CUT -> cluster.network().cut(target.node());
    }
    open.add(fault);
    made.add(fault);
    log.accept(fault.toString());
  }

  private long pid(Fault fault) {
    return cluster
        .pid(fault.target())
        .orElseThrow(() -> new ChaosFailure(fault + ": it does not run just now"));
  }

  private static void signal(String signal, long pid) {
    Command.run("kill", signal, Long.toString(pid));
  }

  private static void fill(Path file) {
    try (var out = Files.newOutputStream(file)) {
      while (true) {
        out.write(new byte[BLOCK]);
      }
    } catch (IOException e) {
      // The disk is full, as it should be.
    }
  }

  private void end(Fault fault) {
    if (!open.remove(fault)) {
      return;
    }
    switch (fault.target().kind()) {
      case KILL -> {} // its supervisor starts it again
      case STOP -> goOn(stopped.get(fault));
      case FILL -> empty(cluster.filler(fault.target()));
      case CUT -> cluster.network().heal(fault.target().node());
    }
  }

  /** Unless its supervisor has killed it, because it did not answer. */
  private static void goOn(long pid) {
    if (ProcessHandle.of(pid).isPresent()) {
      signal("-CONT", pid);
    }
  }

  private static void empty(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new ChaosFailure(file + " cannot be deleted", e);
    }
  }

  /** Lets go on what is stopped, so that it can also end. */
  @Override
  public void close() {
    for (var fault : List.copyOf(open)) {
      end(fault);
    }
  }
}
