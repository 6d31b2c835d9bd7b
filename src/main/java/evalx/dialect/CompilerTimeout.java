package evalx.dialect;

import evalx.submission.Result;
import evalx.submission.Verdict;

/** Tells programs whose compiler had no time left, for which the other engines have answers. */
public final class CompilerTimeout {
  private CompilerTimeout() {}

  /** Whether a program was refused for that alone. */
  public static boolean is(Result result) {
    return result.verdict() == Verdict.COMPILATION_ERROR
        && result.remarks().message().filter(Result.Compiled.OUT_OF_TIME::equals).isPresent();
  }
}
