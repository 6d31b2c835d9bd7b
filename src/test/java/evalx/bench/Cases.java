package evalx.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Submissions of programs that add two numbers. No input ever comes twice, so that no cache of runs
 * can serve it; what was compiled once serves all.
 */
final class Cases {
  /** Sums stay below 2^53, which JavaScript adds exactly. */
  private static final long MARKS_A_MILLISECOND = 1000;

  private static final AtomicLong NEXT =
      new AtomicLong(System.currentTimeMillis() * MARKS_A_MILLISECOND);

  private Cases() {}

  /** A number that was not there before. */
  static long mark() {
    return NEXT.getAndIncrement();
  }

  static String input(long number) {
    return number + " 1\n";
  }

  /** A submission with this number of test cases. */
  static String submission(Program program, int tests) {
    var submission = submission(program.language(), program.source());
    var cases = submission.putArray("test_cases");
    for (int i = 0; i < tests; i++) {
      var number = mark();
      cases.addObject().put("stdin", input(number)).put("expected_output", (number + 1) + "\n");
    }
    return submission.toString();
  }

  /** A program with one input, for one request. */
  static String execution(Program program) {
    var number = mark();
    return submission(program.language(), program.source())
        .put("stdin", input(number))
        .put("expected_output", (number + 1) + "\n")
        .toString();
  }

  /** A submission that only takes time, no CPU. */
  static String sleeper(Duration time) {
    return submission("bash", "/usr/bin/sleep " + time.toSeconds() + " # " + mark()).toString();
  }

  private static ObjectNode submission(String language, String code) {
    return Json.MAPPER.createObjectNode().put("language", language).put("code", code);
  }
}
