package evalx.execution;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.cache.RunCache;
import evalx.compilation.FakeSandbox;
import evalx.redis.CacheRedis;
import evalx.redis.RedisServer;
import evalx.sandbox.Ending;
import evalx.sandbox.Limit;
import evalx.sandbox.RunReport;
import evalx.submission.Result;
import evalx.submission.Usage;
import evalx.submission.Verdict;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs whose outcome is known from before. */
class KnownRunsTest extends RunSubmissionSetup {
  private static List<Boolean> cached(Result result) {
    return result.cases().stream().map(c -> c.notes().cached()).toList();
  }

  @Test
  void aRunThatWasDoneBeforeIsJudgedAgainAndNotRun(@TempDir Path folder) {
    try (var server = new RedisServer(folder)) {
      var redis = new CacheRedis(Optional.of(server.address()));
      runCache = new RunCache(redis, true);
      sandbox.program = request -> FakeSandbox.exited(0, "a");

      var cold = run(submission(false, "a", "b"));
      var warm = run(submission(false, "a", "b", "c"));
      var refusing = run(submission(false, false, "a", "b"));
      var stopping = run(submission(true, "a", "b", "d", "e"));

      assertThat(cached(cold)).containsExactly(false, false);
      assertThat(cached(warm)).containsExactly(true, true, false);
      assertThat(cached(refusing)).containsExactly(false, false);
      assertThat(statuses(warm))
          .containsExactly(Verdict.ACCEPTED, Verdict.WRONG_ANSWER, Verdict.WRONG_ANSWER);
      assertThat(warm.cases().get(0))
          .usingRecursiveComparison()
          .isEqualTo(cold.cases().get(0).fromCache());
      assertThat(statuses(stopping))
          .containsExactly(
              Verdict.ACCEPTED, Verdict.WRONG_ANSWER, Verdict.SKIPPED, Verdict.SKIPPED);
      assertThat(sandbox.runs).hasSize(2 + 1 + 2);
      redis.close();
    }
  }

  /** As the C++ runtime sees it: no limit was exceeded, but all memory is used. */
  private static RunReport outOfMemory() {
    var report = FakeSandbox.ended(new Ending.Signalled(6), "", "std::bad_alloc");
    var usage = new Usage(Duration.ofMillis(3), Duration.ofMillis(5), 64 << 10);
    return new RunReport(report.ending(), usage, report.output(), Optional.empty());
  }

  @Test
  void aRunThatHitALimitIsRunAgain(@TempDir Path folder) {
    try (var server = new RedisServer(folder)) {
      var redis = new CacheRedis(Optional.of(server.address()));
      runCache = new RunCache(redis, true);
      sandbox.program =
          request ->
              new String(request.stdin(), StandardCharsets.UTF_8).equals("cpu")
                  ? FakeSandbox.ended(new Ending.LimitExceeded(Limit.CPU), "", "")
                  : outOfMemory();

      for (int i = 0; i < 2; i++) {
        var result = run(submission(false, "cpu", "new"));
        assertThat(statuses(result))
            .containsExactly(Verdict.TIME_LIMIT_EXCEEDED, Verdict.MEMORY_LIMIT_EXCEEDED);
        assertThat(cached(result)).containsExactly(false, false);
      }
      assertThat(sandbox.runs).hasSize(4);
      redis.close();
    }
  }
}
