package evalx.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * How many submissions 64 clients get onto the broker's disk. Meanwhile programs that sleep hold
 * every sandbox, so that no job takes CPU from the measurement; then the queue is drained, and
 * every submission must be Accepted.
 */
final class SubmitMeasure implements Measure {
  private static final int CLIENTS = 64;
  private static final int COLLECTORS = 8;
  private static final double WANTED = 2500;
  private static final Duration WINDOW = Duration.ofSeconds(3);
  private static final Duration SLEEP = WINDOW.plusSeconds(3);
  private static final Duration START = Duration.ofSeconds(30);
  private static final long PAUSE_NANOS = 20_000_000;

  private final Setup setup;
  private final Program program = Program.small("bash");
  private final CpuMeter cpu;
  private final List<Round> rates = new ArrayList<>();
  private final List<Round> medians = new ArrayList<>();
  private final List<Round> tails = new ArrayList<>();
  private final List<Round> drains = new ArrayList<>();

  SubmitMeasure(Setup setup) {
    this.setup = setup;
    this.cpu = new CpuMeter(setup.parts());
  }

  @Override
  public List<Figure> run() {
    setup.progress().begin("submit", setup.options().rounds() + 1L);
    for (int i = 0; i <= setup.options().rounds(); i++) {
      if (i == 1) {
        forgetWarmUp();
      }
      round();
      setup.progress().step();
    }
    return List.of(
        Figure.of("submit", "requests/s", rates)
            .aimingAt(Target.atLeast(WANTED))
            .with(cpu.ofOne("request")),
        Figure.of("submit p50", "ms", medians),
        Figure.of("submit p99", "ms", tails),
        Figure.of("submit, drained", "jobs/s", drains));
  }

  private void forgetWarmUp() {
    List.of(rates, medians, tails, drains).forEach(List::clear);
    cpu.forget();
  }

  private void round() {
    var sleepers = holdSandboxes();
    var tokens = new ConcurrentLinkedQueue<String>();
    var times = Millis.histogram();
    cpu.start();
    var start = System.nanoTime();
    try (var crew = new Crew(CLIENTS)) {
      crew.run(() -> System.nanoTime() - start < WINDOW.toNanos(), () -> post(tokens, times));
    }
    rates.add(Round.of(tokens.size() * 1e9 / (System.nanoTime() - start)));
    cpu.stop(tokens.size());
    medians.add(Round.of(Millis.at(times, 50)));
    tails.add(Round.of(Millis.at(times, 99)));
    requireNothingRan(tokens.peek());
    sleepers.forEach(setup.server()::accepted);
    drains.add(Round.of(drain(List.copyOf(tokens))));
  }

  private void post(ConcurrentLinkedQueue<String> tokens, Histogram times) {
    var body = Cases.submission(program, 1);
    var start = System.nanoTime();
    tokens.add(setup.server().submit(body));
    Millis.record(times, System.nanoTime() - start);
  }

  /** Starts as many sleeping programs as run at once by default. */
  private List<String> holdSandboxes() {
    var sleepers = new ArrayList<String>();
    for (int i = 0; i < setup.cores(); i++) {
      sleepers.add(setup.server().submit(Cases.sleeper(SLEEP)));
    }
    var deadline = System.nanoTime() + START.toNanos();
    for (var sleeper : sleepers) {
      while (setup.server().find(sleeper, 0).path("status").asText().equals("In Queue")) {
        if (System.nanoTime() > deadline) {
          throw new BenchFailure("The programs that hold the sandboxes did not start.");
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
    return sleepers;
  }

  private void requireNothingRan(String first) {
    if (setup.server().find(first, 0).has("results")) {
      throw new BenchFailure(
          "The sandboxes were not held: set MAX_CONCURRENT_SANDBOXES to the number of cores, "
              + setup.cores()
              + ", and run nothing else on this EvalX.");
    }
  }

  /** Jobs a second from the first result to the last. */
  private double drain(List<String> tokens) {
    setup.server().accepted(tokens.get(0));
    var start = System.nanoTime();
    try (var crew = new Crew(COLLECTORS)) {
      crew.each(tokens.size(), i -> setup.server().accepted(tokens.get(i)));
    }
    return (tokens.size() - 1) * 1e9 / (System.nanoTime() - start);
  }
}
