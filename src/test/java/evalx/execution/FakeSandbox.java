package evalx.execution;

import evalx.sandbox.ArtifactFile;
import evalx.sandbox.ArtifactId;
import evalx.sandbox.ArtifactMissing;
import evalx.sandbox.Ending;
import evalx.sandbox.Lease;
import evalx.sandbox.RunReport;
import evalx.sandbox.RunRequest;
import evalx.sandbox.Sandbox;
import evalx.sandbox.SandboxInfo;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A sandbox that runs nothing: what a run comes to is scripted. */
final class FakeSandbox implements Sandbox {
  static final ArtifactId SOURCES = new ArtifactId("a".repeat(64));
  static final ArtifactId PROGRAM = new ArtifactId("b".repeat(64));

  final List<RunRequest> compilations = Collections.synchronizedList(new ArrayList<>());
  final List<RunRequest> runs = Collections.synchronizedList(new ArrayList<>());
  final AtomicInteger leases = new AtomicInteger();
  int missingLeases;

  Function<RunRequest, RunReport> compiler = request -> compiled();
  Function<RunRequest, RunReport> program = request -> exited(0, "");

  static RunReport exited(int code, String stdout) {
    return ended(new Ending.Exited(code), stdout, "");
  }

  static RunReport ended(Ending ending, String stdout, String stderr) {
    return new RunReport(
        ending,
        Duration.ofMillis(3),
        Duration.ofMillis(5),
        1400,
        stdout.getBytes(StandardCharsets.UTF_8),
        stderr.getBytes(StandardCharsets.UTF_8),
        false,
        Optional.empty());
  }

  static RunReport compiled() {
    return new RunReport(
        new Ending.Exited(0),
        Duration.ofMillis(400),
        Duration.ofMillis(500),
        50_000,
        new byte[0],
        "note".getBytes(StandardCharsets.UTF_8),
        false,
        Optional.of(PROGRAM));
  }

  @Override
  public String driver() {
    return "fake";
  }

  @Override
  public SandboxInfo info() {
    return new SandboxInfo("fake", "1", "none", List.of());
  }

  @Override
  public ArtifactId store(List<ArtifactFile> files) {
    return SOURCES;
  }

  @Override
  public Lease lease(ArtifactId id) {
    if (missingLeases > 0) {
      missingLeases--;
      throw new ArtifactMissing(id);
    }
    leases.incrementAndGet();
    return leases::decrementAndGet;
  }

  @Override
  public RunReport run(RunRequest request) {
    if (request.collect()) {
      compilations.add(request);
      return compiler.apply(request);
    }
    runs.add(request);
    return program.apply(request);
  }

  @Override
  public void close() {}
}
