package evalx.dialect;

import evalx.submission.Result;
import evalx.submission.Verdict;

/** Tells programs whose compiler had no time left, for which the other engines have answers. */
public final class LateCompiler {
  /** What a result says of it; what compilers print stands elsewhere. */
  private static final String REASON = "the compiler ran out of time";

  private LateCompiler() {}

  /** Whether a program was refused for that alone. */
  public static boolean is(Result result) {
    return result.verdict() == Verdict.COMPILATION_ERROR
        && result.remarks().message().filter(REASON::equals).isPresent();
  }
}
