package evalx.dialect;

import evalx.submission.Result;
import evalx.submission.Verdict;
import java.util.Set;

/** Tells results that say nothing of their program, such as those of cancelled submissions. */
public final class NoOutcome {
  private static final Set<Verdict> VERDICTS =
      Set.of(
          Verdict.SKIPPED,
          Verdict.CANCELLED,
          Verdict.EXPIRED,
          Verdict.REJECTED,
          Verdict.INTERNAL_ERROR);

  private NoOutcome() {}

  /** Whether a program was neither run to an end of its own nor refused by its compiler. */
  public static boolean is(Result result) {
    return VERDICTS.contains(result.verdict())
        || (result.cases().isEmpty() && result.verdict() != Verdict.COMPILATION_ERROR);
  }
}
