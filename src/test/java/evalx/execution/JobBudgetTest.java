package evalx.execution;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.submission.Checker;
import evalx.submission.CheckerProgram;
import evalx.submission.Encoding;
import evalx.submission.Limits;
import evalx.submission.Submission;
import evalx.submission.TestCase;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JobBudgetTest {
  private static final Submission.Source SOURCE =
      new Submission.Source("c", Optional.empty(), List.of(), List.of());

  private static Limits limits(int wallSeconds) {
    return new Limits(Duration.ofSeconds(1), Duration.ofSeconds(wallSeconds), 1 << 20);
  }

  private static Duration left(int maxSeconds, Checker checker, int cases, int runs) {
    var testCase =
        new TestCase(
            new byte[0],
            Optional.empty(),
            List.of(),
            new TestCase.Terms(TestCase.OwnLimits.NONE, runs, Optional.empty(), Optional.empty()));
    return new JobBudget(Duration.ofSeconds(maxSeconds), 2, 64)
        .start(
            new Submission(
                SOURCE,
                Collections.nCopies(cases, testCase),
                limits(3),
                new Submission.Judging(checker, false),
                new Submission.Handling(Encoding.UTF8, 5, true),
                List.of()))
        .left();
  }

  private static Checker custom() {
    return new Checker.Custom(
        new CheckerProgram(SOURCE, CheckerProgram.Interface.TESTLIB, List.of(), limits(10)));
  }

  @Test
  void itIsWhatTheTestCasesMayTakeSideBySideAndTheLastOne() {
    assertThat(left(600, new Checker.Lines(), 4, 1)).isEqualTo(Duration.ofSeconds(9));
    assertThat(left(600, new Checker.Lines(), 4, 5)).isEqualTo(Duration.ofSeconds(45));
    assertThat(left(600, custom(), 4, 1)).isEqualTo(Duration.ofSeconds(39));
  }

  @Test
  void compilersAndTheLastCheckerAreWithinTheMaximum() {
    assertThat(left(100, new Checker.Lines(), 100, 1)).isEqualTo(Duration.ofSeconds(39));
    assertThat(left(200, custom(), 100, 1)).isEqualTo(Duration.ofSeconds(200 - 122 - 10));
    assertThat(left(100, custom(), 100, 1)).isEqualTo(Duration.ofSeconds(13));
  }
}
