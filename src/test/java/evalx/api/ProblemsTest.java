package evalx.api;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.KeptLog;
import evalx.broker.BrokerAway;
import evalx.broker.QueueFull;
import evalx.broker.SendRefused;
import evalx.format.FieldError;
import evalx.format.InvalidSubmission;
import evalx.history.HistoryOff;
import evalx.history.HistoryUnavailable;
import evalx.intake.NotAllowed;
import evalx.redis.RedisAway;
import evalx.result.StoreFull;
import evalx.submission.Caller;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ProblemsTest {
  private static Exception secret() {
    return new IllegalStateException("/var/lib/evalx");
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(new RedisAway(secret()), 503, "Redis is away"),
        Arguments.of(new BrokerAway("/var/lib/evalx"), 503, "The broker is away"),
        Arguments.of(new SendRefused("/var/lib/evalx", secret()), 503, "The broker is away"),
        Arguments.of(new QueueFull("/var/lib/evalx", secret()), 503, "is full"),
        Arguments.of(new StoreFull(), 503, "result store is full"),
        Arguments.of(new NotAllowed(Caller.Scope.SUBMIT), 403, "may not"),
        Arguments.of(new HistoryOff(), 404, "HISTORY=true"),
        Arguments.of(new HistoryUnavailable("/var/lib/evalx"), 503, "database of the history"),
        Arguments.of(secret(), 500, "has been logged"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void eachFailureIsAProblemThatNamesThePartAndNoPaths(
      Exception failure, int status, String detail) {
    var problem = Problems.of(failure);

    assertThat(problem.status()).isEqualTo(status);
    assertThat(problem.detail()).contains(detail).doesNotContain("/var");
  }

  /** The outage may have begun in another test. */
  @Test
  void howManyLinesTheLogOfAnOutageHasIsNotUpToClients() {
    try (var log = new KeptLog("evalx.api")) {
      for (int i = 0; i < 40; i++) {
        assertThat(Problems.logged(new RedisAway(secret())).status()).isEqualTo(503);
      }

      assertThat(log.levels()).hasSizeLessThanOrEqualTo(1);
    }
  }

  @Test
  void anInvalidSubmissionNamesItsMembers() {
    var error = new FieldError("code", "is required");

    var problem = Problems.of(new InvalidSubmission(List.of(error)));

    assertThat(problem.status()).isEqualTo(422);
    assertThat(problem.errors()).containsExactly(error);
  }
}
