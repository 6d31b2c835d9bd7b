package evalx.execution;

/** Files in the box of a checker's program, and what a shell does around it. */
final class CheckerFiles {
  static final String INPUT = "/tmp/input";
  static final String OUTPUT = "/tmp/output";
  static final String ANSWER = "/tmp/answer";
  static final String FEEDBACK = "/tmp/feedback/";

  /** What the checker's program wrote on stderr. */
  private static final String STDERR = "/tmp/stderr";

  /**
   * Passes on what is in the files, as {@link evalx.verdict.CheckerExit} expects it: first how many
   * points, which nothing that a message quotes can stand before, then the beginnings of messages,
   * no more in all than is read. A signal stays one.
   */
  private static final String PASS_MESSAGES =
      """
      code=$?
      {
        for score in score.txt score_multiplier.txt; do
          [ ! -f /tmp/feedback/$score ] || { printf '%%s ' $score; head -c 64 /tmp/feedback/$score | tr '\\001' '?'; }
          printf '\\001'
        done
        [ ! -f /tmp/stderr ] || head -c 50000 /tmp/stderr
        for message in teammessage.txt judgemessage.txt; do
          [ ! -f /tmp/feedback/$message ] || head -c 4096 /tmp/feedback/$message
        done
      } >&2
      [ $code -le 128 ] || kill -$((code - 128)) $$
      exit $code
      """;

  private CheckerFiles() {}

  /**
   * What a shell does whose arguments are a program of the ICPC's kind.
   *
   * @param redirections of the program
   */
  static String runIcpc(String redirections) {
    // What the shell says of the program's end is part of its stderr.
    return "mkdir %s && { \"$@\" %s; } 2>%s\n".formatted(FEEDBACK, redirections, STDERR)
        + PASS_MESSAGES;
  }
}
