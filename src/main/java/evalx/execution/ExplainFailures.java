package evalx.execution;

import evalx.compilation.Program;
import evalx.hint.HintRules;
import evalx.hint.Symptoms;
import evalx.submission.CaseResult;
import evalx.submission.Explanation;
import evalx.submission.Hint;
import evalx.submission.Submission;
import evalx.submission.TestCase;
import evalx.submission.Verdict;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Adds hints to what went wrong in one job, where its submission asks for them. */
final class ExplainFailures {
  /** Test cases of a submission that are explained; thousands of equal hints help nobody. */
  private static final int MAX_CASES = 50;

  private final Submission submission;
  private final HintRules rules;
  private final AtomicInteger left = new AtomicInteger(MAX_CASES);

  ExplainFailures(Submission submission, HintRules rules) {
    this.submission = submission;
    this.rules = rules;
  }

  /** A result with its hints. */
  CaseResult explain(TestCase testCase, CaseResult result, Program program) {
    if (!submission.judging().hints() || !isExplicable(result.verdict())) {
      return result;
    }
    if (left.getAndDecrement() <= 0) {
      return result.explained(Explanation.NONE);
    }
    var symptoms =
        Symptoms.of(
            submission.language(),
            result,
            submission.limits(testCase),
            program.compiled().output());
    var difference = result.notes().explanation().difference();
    return result.explained(new Explanation(rules.hints(symptoms), difference));
  }

  /** Hints on sources that do not compile. */
  List<Hint> explain(Program rejected) {
    return submission.judging().hints()
        ? rules.hints(Symptoms.ofCompilation(submission.language(), rejected.compiled().output()))
        : List.of();
  }

  /** Whether the program is at fault, and ended. */
  private static boolean isExplicable(Verdict verdict) {
    return switch (verdict) {
      case WRONG_ANSWER,
          TIME_LIMIT_EXCEEDED,
          MEMORY_LIMIT_EXCEEDED,
          OUTPUT_LIMIT_EXCEEDED,
          SEGMENTATION_FAULT,
          ARITHMETIC_ERROR,
          ABORTED,
          FILE_SIZE_EXCEEDED,
          NON_ZERO_EXIT,
          OTHER_RUNTIME_ERROR ->
          true;
      case ACCEPTED,
          COMPILATION_ERROR,
          SKIPPED,
          CANCELLED,
          EXPIRED,
          REJECTED,
          CHECKER_ERROR,
          INTERNAL_ERROR ->
          false;
    };
  }
}
