package evalx.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;

/**
 * Runs a second of a null C program through the sandbox, beside a bare posix_spawn loop, in turn.
 *
 * <p>{@code make -C isolate bench && ./mvnw -q test-compile}, then as root {@code java -cp
 * target/classes:target/test-classes:$(awaitility and what it needs) evalx.sandbox.SandboxBench}.
 */
final class SandboxBench {
  private static final int PARALLEL = 2;
  private static final int RUNS_EACH = 500;
  private static final int WARM_UP = 1500;
  private static final int ROUNDS = 20;
  private static final Path BUILD = Path.of("isolate/build").toAbsolutePath();

  private SandboxBench() {}

  public static void main(String[] arguments) throws Exception {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : ROUNDS;
    try (var daemon = new IsolateDaemon("60600-60699");
        var sandbox = new NativeSandbox(daemon.socket(), PARALLEL)) {
      var request = request(sandbox);
      boxed(sandbox, request, WARM_UP);
      var bare = new double[rounds];
      var boxed = new double[rounds];
      var ratios = new double[rounds];
      var client = Duration.ZERO;
      for (int round = 0; round < rounds; round++) {
        bare[round] = bare();
        var before = ownCpuTime();
        boxed[round] = boxed(sandbox, request, RUNS_EACH);
        client = client.plus(ownCpuTime().minus(before));
        ratios[round] = boxed[round] / bare[round];
      }
      System.out.printf(
          "medians of %d rounds: bare %.0f/s, sandbox from Java %.0f/s, ratio %.3f; "
              + "client %d us of CPU a run%n",
          rounds,
          median(bare),
          median(boxed),
          median(ratios),
          client.toNanos() / 1000 / ((long) rounds * PARALLEL * RUNS_EACH));
    }
  }

  /** Of this process alone: the daemon and the bare programs are others. */
  private static Duration ownCpuTime() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  private static double median(double[] values) {
    var sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static RunRequest request(Sandbox sandbox) throws IOException {
    var program = new ArtifactFile("null", Files.readAllBytes(BUILD.resolve("null")), true);
    var limits =
        new RunLimits(
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            256L << 20,
            16L << 20,
            64L << 10,
            16,
            64L << 20);
    return new RunRequest(
        List.of("/app/null"),
        Map.of(),
        Optional.of(sandbox.store(List.of(program))),
        new byte[0],
        limits,
        false);
  }

  private static double bare() throws IOException {
    var process =
        new ProcessBuilder(
                BUILD.resolve("spawn_loop").toString(),
                BUILD.resolve("null").toString(),
                String.valueOf(PARALLEL),
                String.valueOf(RUNS_EACH))
            .start();
    return Double.parseDouble(
        new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip());
  }

  private static double boxed(Sandbox sandbox, RunRequest request, int runsEach) throws Exception {
    var pool = Executors.newFixedThreadPool(PARALLEL);
    try {
      long start = System.nanoTime();
      var loops = new ArrayList<java.util.concurrent.Future<?>>();
      for (int i = 0; i < PARALLEL; i++) {
        loops.add(pool.submit(() -> repeat(sandbox, request, runsEach)));
      }
      for (var loop : loops) {
        loop.get();
      }
      return PARALLEL * runsEach * 1e9 / (System.nanoTime() - start);
    } finally {
      pool.shutdownNow();
    }
  }

  private static void repeat(Sandbox sandbox, RunRequest request, int runs) {
    for (int i = 0; i < runs; i++) {
      var report = sandbox.run(request);
      if (!report.ending().equals(new Ending.Exited(0))) {
        throw new IllegalStateException("the null program ended as " + report.ending());
      }
    }
  }
}
