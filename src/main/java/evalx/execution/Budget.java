package evalx.execution;

import evalx.submission.Submission;
import java.time.Duration;

/**
 * How long a job may take: its compilation and its test cases at their wall limits, side by side,
 * but never more than the most that any job may.
 *
 * @param most of any job
 * @param parallelism test cases that run side by side
 */
record Budget(Duration most, int parallelism) {
  Duration of(Submission submission) {
    var rounds = (submission.testCases().size() + parallelism - 1) / parallelism;
    var sum = Compiler.LIMITS.wall().plus(submission.limits().wall().multipliedBy(rounds));
    return sum.compareTo(most) < 0 ? sum : most;
  }
}
