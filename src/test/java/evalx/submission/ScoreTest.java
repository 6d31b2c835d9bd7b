package evalx.submission;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ScoreTest {
  private final List<TestCase> cases = new ArrayList<>();
  private final List<CaseResult> results = new ArrayList<>();

  private void testCase(String group, Double points, Double share) {
    cases.add(
        new TestCase(
            new byte[0],
            Optional.empty(),
            List.of(),
            new TestCase.Terms(
                TestCase.OwnLimits.NONE,
                1,
                Optional.ofNullable(points),
                Optional.ofNullable(group))));
    var verdict = share == 1 ? Verdict.ACCEPTED : Verdict.WRONG_ANSWER;
    var notes =
        new CaseResult.Notes(
            false,
            Optional.empty(),
            Explanation.NONE,
            share == 1 || share == 0 ? OptionalDouble.empty() : OptionalDouble.of(share));
    results.add(new CaseResult(verdict, Output.NONE, Output.NONE, Exit.NONE, Usage.NONE, notes));
  }

  private Optional<Score> score(Group... groups) {
    return Score.of(submission(groups), results);
  }

  private Submission submission(Group... groups) {
    return new Submission(
        new Submission.Source("c", Optional.empty(), List.of(), List.of()),
        cases,
        new Limits(Duration.ofSeconds(1), Duration.ofSeconds(3), 1 << 20),
        new Submission.Judging(new Checker.Lines(), false, List.of(groups)),
        new Submission.Handling(Encoding.UTF8, 5, true),
        List.of());
  }

  private static Group group(String name, Double points, Group.Scoring scoring) {
    return new Group(name, Optional.ofNullable(points), scoring, false);
  }

  @Test
  void aSubmissionThatDoesNotCompileEarnsNothingOfItsPoints() {
    testCase("a", 3.0, 1.0);
    testCase(null, 2.0, 1.0);

    var score = Score.ofNothing(submission(group("a", null, Group.Scoring.SUM))).orElseThrow();

    assertThat(score.earned()).isZero();
    assertThat(score.max()).isEqualTo(5);
    assertThat(score.groups()).hasSize(1);
  }

  @Test
  void noScoreUnlessSomebodyAskedForPoints() {
    testCase(null, null, 1.0);

    assertThat(score()).isEmpty();
  }

  @Test
  void pointsOfTestCasesAddUp() {
    testCase(null, 10.0, 1.0);
    testCase(null, 20.0, 0.0);
    testCase(null, 40.0, 0.25);
    testCase(null, null, 1.0);

    assertThat(score()).contains(new Score(20, 70, List.of()));
  }

  @Test
  void aGroupEarnsItsShare() {
    for (var group : List.of("all", "sum", "min")) {
      testCase(group, 1.0, 1.0);
      testCase(group, 3.0, 0.5);
    }
    testCase("whole", null, 1.0);

    var score =
        score(
                group("all", 30.0, Group.Scoring.ALL),
                group("sum", 40.0, Group.Scoring.SUM),
                group("min", null, Group.Scoring.MIN),
                group("whole", 7.0, Group.Scoring.ALL))
            .orElseThrow();

    assertThat(score.groups())
        .containsExactly(
            new Score.OfGroup("all", 0, 30, 1, 2),
            new Score.OfGroup("sum", 25, 40, 1, 2),
            new Score.OfGroup("min", 2, 4, 1, 2),
            new Score.OfGroup("whole", 7, 7, 1, 1));
    assertThat(score.earned()).isEqualTo(34);
    assertThat(score.max()).isEqualTo(81);
  }
}
