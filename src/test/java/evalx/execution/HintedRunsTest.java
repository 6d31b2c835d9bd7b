package evalx.execution;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.compilation.FakeSandbox;
import evalx.sandbox.Ending;
import evalx.submission.CaseResult;
import evalx.submission.Difference;
import evalx.submission.Explanation;
import evalx.submission.Hint;
import evalx.submission.Submission;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class HintedRunsTest extends RunSubmissionSetup {
  private static Submission hinted(boolean hints, String... inputs) {
    var plain = submission(false, false, inputs);
    return new Submission(
        plain.source(),
        plain.testCases(),
        plain.limits(),
        new Submission.Judging(plain.judging().checker(), false, List.of(), hints),
        plain.handling(),
        List.of());
  }

  private static Explanation explanation(CaseResult result) {
    return result.notes().explanation();
  }

  private static List<String> ids(List<Hint> hints) {
    return hints.stream().map(Hint::id).toList();
  }

  @Test
  void aWrongAnswerHasItsDifferenceAndAHint() {
    sandbox.program = request -> FakeSandbox.exited(0, "yes\n");

    var cases = run(hinted(true, "YES\n", "yes\n")).cases();

    assertThat(explanation(cases.get(0)).difference())
        .contains(new Difference(Difference.Kind.CASE, 1, 1, "YES", "yes"));
    assertThat(ids(explanation(cases.get(0)).hints())).containsExactly("only-case-differs");
    assertThat(explanation(cases.get(1))).isEqualTo(Explanation.NONE);
  }

  @Test
  void nothingIsExplainedUnlessAskedFor() {
    sandbox.program = request -> FakeSandbox.exited(0, "yes\n");

    assertThat(explanation(run(hinted(false, "YES\n")).cases().get(0))).isEqualTo(Explanation.NONE);
  }

  /** Hints read what a program prints; the verdict does not. */
  @Test
  void textOfAProgramChangesNoVerdict() {
    sandbox.program =
        request -> FakeSandbox.ended(new Ending.Exited(3), "", "std::bad_alloc\nSIGSEGV\n");

    var hinted = run(hinted(true, "")).cases().get(0);
    var plain = run(hinted(false, "")).cases().get(0);

    assertThat(hinted.verdict()).isEqualTo(plain.verdict());
    assertThat(explanation(hinted).hints()).isNotEmpty();
  }

  @Test
  void whatTheCompilerSaidIsExplained() {
    sandbox.compiler =
        request ->
            FakeSandbox.ended(
                new Ending.Exited(1), "", "main.cpp:2:12: error: expected ';' before 'return'");

    assertThat(ids(run(hinted(true, "")).remarks().hints())).containsExactly("c-missing-semicolon");
    assertThat(run(hinted(false, "")).remarks().hints()).isEmpty();
  }

  @Test
  void onlySoManyTestCasesAreExplained() {
    sandbox.program = request -> FakeSandbox.exited(0, "no\n");

    var inputs = Collections.nCopies(70, "yes\n").toArray(String[]::new);
    var cases = run(hinted(true, inputs)).cases();

    assertThat(cases.stream().filter(each -> !explanation(each).equals(Explanation.NONE)))
        .hasSize(50);
  }
}
