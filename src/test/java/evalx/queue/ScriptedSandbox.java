package evalx.queue;

import evalx.sandbox.ArtifactFile;
import evalx.sandbox.ArtifactId;
import evalx.sandbox.Drivers;
import evalx.sandbox.Ending;
import evalx.sandbox.Lease;
import evalx.sandbox.RunReport;
import evalx.sandbox.RunRequest;
import evalx.sandbox.Sandbox;
import evalx.sandbox.SandboxDied;
import evalx.sandbox.SandboxFailure;
import evalx.sandbox.SandboxInfo;
import evalx.sandbox.SandboxUnavailable;
import evalx.submission.Usage;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A sandbox whose programs are one word and a name: {@code print x}, {@code fail x}, {@code
 * fail-twice x}, {@code die x}, {@code wait x}. Every other program is a self-test and prints what
 * they all print.
 */
public class ScriptedSandbox implements Sandbox {
  /** Takes the place of the product's own producer. */
  @Alternative
  @Priority(1)
  @ApplicationScoped
  public static class Producer {
    @Produces
    @Singleton
    Drivers drivers() {
      return new Drivers(List.of(new ScriptedSandbox()));
    }
  }

  /** The programs that were run, in order, without the self-tests. */
  static final List<String> RUNS = new CopyOnWriteArrayList<>();

  /** Lets one {@code wait} go on for each permit. */
  static final Semaphore GO = new Semaphore(0);

  private static final AtomicInteger FAILURES = new AtomicInteger();
  static volatile boolean away;

  private final Map<ArtifactId, String> programs = new ConcurrentHashMap<>();

  @Override
  public String driver() {
    return "scripted";
  }

  @Override
  public SandboxInfo info() {
    beThere();
    return new SandboxInfo("scripted", "1", "none", false, List.of());
  }

  private static void beThere() {
    if (away) {
      throw new SandboxUnavailable("the test says so");
    }
  }

  @Override
  public ArtifactId store(List<ArtifactFile> files) {
    var id = new ArtifactId((UUID.randomUUID() + "" + UUID.randomUUID()).replace("-", ""));
    programs.put(id, new String(files.get(0).content(), StandardCharsets.UTF_8));
    return id;
  }

  @Override
  public Lease lease(ArtifactId id) {
    return () -> {};
  }

  @Override
  public Optional<List<ArtifactFile>> fetch(ArtifactId id, long mostBytes) {
    return Optional.empty();
  }

  @Override
  public RunReport run(RunRequest request) {
    beThere();
    if (request.artifact().isEmpty()) {
      return printed("1.2.3", Optional.empty());
    }
    if (request.folder().collected()) {
      return printed("", request.artifact());
    }
    var words = programs.get(request.artifact().get()).split(" ", -1);
    return words.length == 2 ? run(words[0], words[1]) : printed("42\n", Optional.empty());
  }

  private static RunReport run(String word, String name) {
    RUNS.add(name);
    switch (word) {
      case "fail" -> throw new SandboxFailure("scripted");
      case "die" -> throw new SandboxDied(new IOException("scripted"));
      case "fail-twice" -> {
        if (FAILURES.incrementAndGet() % 3 != 0) {
          throw new SandboxFailure("scripted");
        }
      }
      case "wait" -> GO.acquireUninterruptibly();
      default -> beThere();
    }
    return printed(name, Optional.empty());
  }

  private static RunReport printed(String stdout, Optional<ArtifactId> collected) {
    return new RunReport(
        new Ending.Exited(0),
        new Usage(Duration.ofMillis(1), Duration.ofMillis(2), 1000),
        new RunReport.Output(stdout.getBytes(StandardCharsets.UTF_8), new byte[0], false),
        collected);
  }

  @Override
  public void close() {}
}
