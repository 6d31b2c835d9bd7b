package evalx.execution;

import evalx.compilation.Compiler;
import evalx.submission.Submission;
import java.time.Duration;

/**
 * How long the test cases of a job may take together: their wall limits, side by side, but never
 * more than what the compiler's limit leaves of the most that any job may take.
 *
 * @param most of any job, its compilation included
 * @param parallelism test cases that run side by side
 */
public record Budget(Duration most, int parallelism) {
  Allowance of(Submission submission) {
    var rounds = (submission.testCases().size() + parallelism - 1) / parallelism;
    var sum = submission.limits().wall().multipliedBy(rounds);
    var room = most.minus(Compiler.LIMITS.wall());
    return new Allowance(sum.compareTo(room) < 0 ? sum : room, parallelism);
  }
}
