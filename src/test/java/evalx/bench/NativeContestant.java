package evalx.bench;

import evalx.sandbox.ArtifactFile;
import evalx.sandbox.Ending;
import evalx.sandbox.IsolateDaemon;
import evalx.sandbox.NativeSandbox;
import evalx.sandbox.RunLimits;
import evalx.sandbox.RunRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The daemon through its Java client: what a test case costs the server. */
final class NativeContestant implements Contestant {
  private static final RunLimits LIMITS =
      new RunLimits(
          Duration.ofSeconds(2),
          Duration.ofSeconds(5),
          256L << 20,
          16L << 20,
          64L << 10,
          16,
          64L << 20);

  private final IsolateDaemon daemon = new IsolateDaemon("60600-60699");
  private final NativeSandbox sandbox;
  private final Crew crew;
  private final RunRequest request;

  NativeContestant(int parallel) {
    sandbox = new NativeSandbox(daemon.socket(), parallel);
    crew = new Crew(parallel);
    try {
      var program = Files.readAllBytes(SpawnLoop.BUILD.resolve("null"));
      var artifact = sandbox.store(List.of(new ArtifactFile("null", program, true)));
      request =
          new RunRequest(
              List.of("/app/null"), Map.of(), Optional.of(artifact), new byte[0], LIMITS, false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String name() {
    return "native";
  }

  @Override
  public double rate(int runs) {
    var start = System.nanoTime();
    crew.each(runs, i -> run());
    return runs * 1e9 / (System.nanoTime() - start);
  }

  private void run() {
    var ending = sandbox.run(request).ending();
    if (!ending.equals(new Ending.Exited(0))) {
      throw new BenchFailure("The null program ended as " + ending);
    }
  }

  @Override
  public void close() {
    crew.close();
    sandbox.close();
    daemon.close();
  }
}
