package evalx.compilation;

import evalx.language.Languages;
import evalx.sandbox.ArtifactFile;
import evalx.sandbox.ArtifactId;
import evalx.sandbox.ArtifactMissing;
import evalx.sandbox.Ending;
import evalx.sandbox.Lease;
import evalx.sandbox.LivePeer;
import evalx.sandbox.RunReport;
import evalx.sandbox.RunRequest;
import evalx.sandbox.Sandbox;
import evalx.sandbox.SandboxInfo;
import evalx.sandbox.SandboxUnavailable;
import evalx.submission.SandboxNeed;
import evalx.submission.Usage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A sandbox that runs nothing: the outcome of each run is scripted. */
public final class FakeSandbox implements Sandbox {
  /** What every compilation makes. */
  private static final List<ArtifactFile> FILES =
      List.of(new ArtifactFile("main", new byte[] {1, 2, 3}, true));

  private static final Set<String> SELF_TESTS =
      new Languages()
          .offered().stream()
              .map(language -> language.selfTest().code())
              .collect(Collectors.toSet());

  public static final ArtifactId PROGRAM = ArtifactId.of(FILES);

  public final List<RunRequest> compilations = Collections.synchronizedList(new ArrayList<>());
  public final List<RunRequest> selfTests = Collections.synchronizedList(new ArrayList<>());
  public final List<RunRequest> runs = Collections.synchronizedList(new ArrayList<>());
  public final AtomicInteger leases = new AtomicInteger();
  public final AtomicInteger running = new AtomicInteger();
  public volatile boolean closedUnderRuns;
  final Map<ArtifactId, List<ArtifactFile>> store = new ConcurrentHashMap<>();

  private final String driver;

  public FakeSandbox() {
    this("fake");
  }

  public FakeSandbox(String driver) {
    this.driver = driver;
  }

  public boolean away;
  public boolean meetsNeeds;
  private List<ArtifactFile> left = List.of();
  Runnable beforeStore = () -> {};
  public Function<RunRequest, RunReport> compiler = request -> compiled();

  /** Compiles the self-tests of languages; the compiler does so where this is empty. */
  public Optional<Function<RunRequest, RunReport>> selfTest = Optional.empty();

  /** Runs what lives longer than a request; it runs nothing live where this is empty. */
  Optional<BiFunction<RunRequest, LivePeer, RunReport>> server = Optional.empty();

  public Function<RunRequest, RunReport> program = request -> exited(0, "");

  public static RunReport exited(int code, String stdout) {
    return ended(new Ending.Exited(code), stdout, "");
  }

  public static RunReport ended(Ending ending, String stdout, String stderr) {
    return new RunReport(
        ending,
        new Usage(Duration.ofMillis(3), Duration.ofMillis(5), 1400),
        new RunReport.Output(
            stdout.getBytes(StandardCharsets.UTF_8),
            stderr.getBytes(StandardCharsets.UTF_8),
            false),
        Optional.empty());
  }

  /** From now on, each run after a compilation leaves these files. */
  public void leaves(String... names) {
    left =
        Stream.of(names)
            .map(name -> new ArtifactFile(name, name.getBytes(StandardCharsets.UTF_8), false))
            .toList();
  }

  /** Waits until the thread is interrupted, and then ends as a real run does. */
  public static RunReport interrupted() {
    try {
      Thread.sleep(Duration.ofMinutes(1).toMillis());
      throw new AssertionError("the run was not interrupted");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SandboxUnavailable("interrupted", e);
    }
  }

  public static RunReport compiled() {
    return compiled("note");
  }

  /** With this from the compiler. */
  static RunReport compiled(String said) {
    return new RunReport(
        new Ending.Exited(0),
        new Usage(Duration.ofMillis(400), Duration.ofMillis(500), 50_000),
        new RunReport.Output(new byte[0], said.getBytes(StandardCharsets.UTF_8), false),
        Optional.of(PROGRAM));
  }

  @Override
  public boolean meets(SandboxNeed need) {
    return meetsNeeds;
  }

  @Override
  public String driver() {
    return driver;
  }

  @Override
  public SandboxInfo info() {
    if (away) {
      throw new SandboxUnavailable("away");
    }
    return new SandboxInfo(driver, "1", "none", false, List.of());
  }

  @Override
  public boolean runsLive() {
    return server.isPresent();
  }

  @Override
  public RunReport serve(RunRequest request, LivePeer peer) {
    return server.orElseThrow().apply(request, peer);
  }

  @Override
  public ArtifactId store(List<ArtifactFile> files) {
    beforeStore.run();
    var id = ArtifactId.of(files);
    store.put(id, files);
    return id;
  }

  @Override
  public Lease lease(ArtifactId id) {
    present(id);
    leases.incrementAndGet();
    return () -> {
      closedUnderRuns |= running.get() > 0;
      leases.decrementAndGet();
    };
  }

  @Override
  public Optional<List<ArtifactFile>> fetch(ArtifactId id, long mostBytes) {
    var files = present(id);
    var bytes = files.stream().mapToLong(file -> file.content().length).sum();
    return bytes > mostBytes ? Optional.empty() : Optional.of(files);
  }

  private List<ArtifactFile> present(ArtifactId id) {
    var files = store.get(id);
    if (files == null) {
      throw new ArtifactMissing(id);
    }
    return files;
  }

  @Override
  public RunReport run(RunRequest request) {
    request.artifact().ifPresent(this::present);
    running.incrementAndGet();
    try {
      return scripted(request);
    } finally {
      running.decrementAndGet();
    }
  }

  private RunReport scripted(RunRequest request) {
    if (selfTest.isPresent() && isSelfTest(request)) {
      selfTests.add(request);
      return stored(selfTest.get().apply(request));
    }
    if (request.folder().collected() && !left.isEmpty() && !compilations.isEmpty()) {
      runs.add(request);
      return program.apply(request).withCollected(Optional.of(store(left)));
    }
    if (request.folder().collected()) {
      compilations.add(request);
      return stored(compiler.apply(request));
    }
    runs.add(request);
    return program.apply(request);
  }

  private RunReport stored(RunReport report) {
    report.collected().ifPresent(id -> store.put(id, FILES));
    return report;
  }

  private boolean isSelfTest(RunRequest request) {
    return request
        .artifact()
        .map(this::present)
        .filter(files -> files.size() == 1)
        .filter(files -> SELF_TESTS.contains(text(files.get(0))))
        .isPresent();
  }

  private static String text(ArtifactFile file) {
    return new String(file.content(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {}
}
