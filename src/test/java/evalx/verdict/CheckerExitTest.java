package evalx.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.compilation.FakeSandbox;
import evalx.sandbox.Ending;
import evalx.sandbox.Limit;
import evalx.submission.CheckerProgram;
import evalx.submission.TestCase;
import evalx.submission.Verdict;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckerExitTest {
  private static TestCase worth(Double points) {
    return new TestCase(
        new byte[0],
        Optional.empty(),
        List.of(),
        new TestCase.Terms(
            TestCase.OwnLimits.NONE, 1, Optional.ofNullable(points), Optional.empty()));
  }

  private static Opinion of(String protocol, Ending ending, String stderr, Double points) {
    return CheckerExit.of(
        "the checker",
        CheckerProgram.Interface.labelled(protocol).orElseThrow(),
        worth(points),
        FakeSandbox.ended(ending, "", stderr));
  }

  @ParameterizedTest
  @CsvSource({
    "testlib, 0, ok 3 numbers, Accepted, ok 3 numbers",
    "testlib, 0, '', Accepted,",
    "testlib, 1, wrong answer, Wrong Answer, wrong answer",
    "testlib, 2, wrong output format, Wrong Answer, wrong output format",
    "testlib, 4, dirt, Wrong Answer, dirt",
    "testlib, 8, eof, Wrong Answer, eof",
    "testlib, 3, no answer file, Checker Error, the checker failed: it exited with 3: no answer"
        + " file",
    "testlib, 42, '', Checker Error, the checker failed: it exited with 42",
    "testlib, 7, many, Checker Error, the checker failed: it exited with 7: many",
    "icpc, 42, '\u0001\u0001', Accepted,",
    "icpc, 43, '\u0001\u0001line 3', Wrong Answer, line 3",
    "icpc, 0, '\u0001\u0001', Checker Error, the checker failed: it exited with 0",
    "icpc, 1, '\u0001\u0001x', Checker Error, the checker failed: it exited with 1: x",
    "icpc, 3, no input file, Checker Error, the checker failed: it exited with 3: no input file",
    "icpc, 42, unread, Checker Error, the checker failed: it exited with 42: unread",
  })
  void exitCodes(String protocol, int code, String stderr, String status, String message) {
    var opinion = of(protocol, new Ending.Exited(code), stderr, null);

    assertThat(opinion.verdict().label()).isEqualTo(status);
    assertThat(opinion.message()).isEqualTo(Optional.ofNullable(message));
    assertThat(opinion.share()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "points 5 half of it, 10, 0.5, Wrong Answer",
    "points 2.5, 10, 0.25, Wrong Answer",
    "0.75 close, , 0.75, Wrong Answer",
    "points 10 all, 10, 1, Accepted",
    "points 11, 10, 1, Accepted",
    "points 0, 10, 0, Wrong Answer",
    "points 3, 0, 0, Wrong Answer",
  })
  void pointsAreAShareOfThoseOfTheTestCase(
      String stderr, Double points, double share, String status) {
    var opinion = of("testlib", new Ending.Exited(7), stderr, points);

    assertThat(opinion.share()).hasValue(share);
    assertThat(opinion.verdict().label()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({
    "0, partially correct (0) nothing",
    "1, partially correct (1) a little",
    "16, partially correct (16)",
    "66, partially correct (16) of a testlib with TESTSYS",
  })
  void testlibsPartiallyIsRefusedBecauseItSaysNoPoints(int code, String stderr) {
    var opinion = of("testlib", new Ending.Exited(code), stderr, 10.0);

    assertThat(opinion.verdict()).isEqualTo(Verdict.CHECKER_ERROR);
    assertThat(opinion.message())
        .contains(
            "the checker failed: _pc(n) says no points, but quitp(points, ...) does: " + stderr);
  }

  @ParameterizedTest
  @CsvSource({
    "0, partially correct (5), Accepted",
    "1, partially correct, Wrong Answer",
    "1, wrong answer partially correct (1), Wrong Answer",
    "16, '', Checker Error",
  })
  void whatOnlyLooksLikeTestlibsPartiallyIsJudgedByItsCode(int code, String stderr, String status) {
    assertThat(of("testlib", new Ending.Exited(code), stderr, 10.0).verdict().label())
        .isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({
    "'score.txt 5\n\u0001\u0001good', 10, 0.5, Wrong Answer, good",
    "'score.txt 10\u0001\u0001', 10, 1, Accepted,",
    "'score.txt 2.5e-1\n\u0001\u0001', , 0.25, Wrong Answer,",
    "'\u0001score_multiplier.txt 0.75\u0001', 40, 0.75, Wrong Answer,",
    "'\u0001score_multiplier.txt 1\n\u0001', 40, 1, Accepted,",
    "'score.txt 4\u0001score_multiplier.txt 1\u0001', 8, 0.5, Wrong Answer,",
    "'score.txt 4\u0001\u0001\u0001score.txt 8\u0001', 8, 0.5, Wrong Answer, '\u0001score.txt"
        + " 8\u0001'",
  })
  void filesOfTheIcpcsKindSayHowMuchAnAcceptedOutputEarns(
      String stderr, Double points, double share, String status, String message) {
    var opinion = of("icpc", new Ending.Exited(42), stderr, points);

    assertThat(opinion.share()).hasValue(share);
    assertThat(opinion.verdict().label()).isEqualTo(status);
    assertThat(opinion.message()).isEqualTo(Optional.ofNullable(message));
  }

  @Test
  void aScoreCountsWhereTheOutputIsAcceptedAndMustBeANumber() {
    assertThat(of("icpc", new Ending.Exited(43), "score.txt 5\u0001\u0001no", 10.0))
        .isEqualTo(Opinion.of(Verdict.WRONG_ANSWER, Optional.of("no")));
    for (String score : List.of("", "many", "-1", "NaN", "1 2")) {
      assertThat(of("icpc", new Ending.Exited(42), "score.txt " + score + "\u0001\u0001", 10.0))
          .isEqualTo(
              Opinion.of(
                  Verdict.CHECKER_ERROR,
                  Optional.of("the checker failed: score.txt is not a number from 0")));
    }
  }

  @Test
  void aCheckerThatEndsInAnyOtherWayHasFailed() {
    assertThat(of("icpc", new Ending.LimitExceeded(Limit.CPU), "", null).message())
        .contains("the checker failed: it ran out of time");
    assertThat(of("testlib", new Ending.Signalled(11), "", null).message())
        .contains("the checker failed: it was ended by SIGSEGV");
    assertThat(of("icpc", new Ending.Signalled(6), "score.txt 5\u0001\u0001no", null).message())
        .contains("the checker failed: it was ended by SIGABRT: no");
    assertThat(of("testlib", new Ending.LimitExceeded(Limit.MEMORY), "x", null).verdict().label())
        .isEqualTo("Checker Error");
  }
}
