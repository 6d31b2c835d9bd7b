package evalx.bench;

import evalx.sandbox.ArtifactFile;
import evalx.sandbox.Ending;
import evalx.sandbox.Lease;
import evalx.sandbox.RunLimits;
import evalx.sandbox.RunRequest;
import evalx.sandbox.Sandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A driver of the server's: what a test case costs it, with the artifact leased as for a job. */
final class DriverContestant implements Contestant {
  private static final RunLimits LIMITS =
      new RunLimits(
          Duration.ofSeconds(2),
          Duration.ofSeconds(5),
          16,
          new RunLimits.Bytes(256L << 20, 16L << 20, 64L << 10, 64L << 20));

  private final Sandbox sandbox;
  private final int runs;
  private final Crew crew;
  private final Lease lease;
  private final RunRequest request;

  /**
   * @param sandbox closed with this
   */
  DriverContestant(Sandbox sandbox, int runs, int parallel) {
    this.sandbox = sandbox;
    this.runs = runs;
    try {
      var program = Files.readAllBytes(SpawnLoop.NULL);
      var artifact = sandbox.store(List.of(new ArtifactFile("null", program, true)));
      lease = sandbox.lease(artifact);
      request =
          new RunRequest(
              new RunRequest.Invocation(List.of("/app/null"), Map.of()),
              Optional.of(artifact),
              new byte[0],
              LIMITS,
              RunRequest.Folder.EMPTY);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    crew = new Crew(parallel);
  }

  @Override
  public String name() {
    return sandbox.driver();
  }

  @Override
  public int runs() {
    return runs;
  }

  @Override
  public double rate(int count) {
    var start = System.nanoTime();
    crew.each(count, i -> run());
    return count * 1e9 / (System.nanoTime() - start);
  }

  private void run() {
    var ending = sandbox.run(request).ending();
    if (!ending.equals(new Ending.Exited(0))) {
      throw new BenchFailure("The null program ended as " + ending + " in " + name());
    }
  }

  @Override
  public void close() {
    crew.close();
    lease.close();
    sandbox.close();
  }
}
