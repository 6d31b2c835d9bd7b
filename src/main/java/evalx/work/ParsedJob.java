package evalx.work;

import evalx.format.Problem;
import evalx.submission.Submission;

/** What a message asks for. */
sealed interface ParsedJob {
  /** A submission that can be run. */
  record Valid(Submission submission) implements ParsedJob {}

  /** Nothing that can be run. */
  record Malformed(Problem problem, String reason) implements ParsedJob {
    static Malformed of(RuntimeException why) {
      return new Malformed(Problem.of(why), String.valueOf(why.getMessage()).strip());
    }
  }
}
