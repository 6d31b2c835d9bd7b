package evalx.execution;

/** Files in the box of a checker's program, and what a shell does around it. */
final class CheckerFiles {
  static final String INPUT = "/tmp/input";
  static final String OUTPUT = "/tmp/output";
  static final String ANSWER = "/tmp/answer";
  static final String FEEDBACK = "/tmp/feedback/";

  /**
   * Messages are files, of which the first kilobytes are passed on, and then the files that say how
   * many points, as {@link evalx.verdict.CheckerExit} expects them; a signal stays one.
   */
  static final String PASS_MESSAGES =
      """
      code=$?
      for message in /tmp/feedback/teammessage.txt /tmp/feedback/judgemessage.txt; do
        [ ! -f $message ] || head -c 4096 $message >&2
      done
      for score in score.txt score_multiplier.txt; do
        [ ! -f /tmp/feedback/$score ] || { printf '\\001%%s ' $score; head -c 64 /tmp/feedback/$score; } >&2
      done
      [ $code -le 128 ] || kill -$((code - 128)) $$
      exit $code
      """;

  private CheckerFiles() {}
}
