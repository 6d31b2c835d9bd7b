package evalx.execution;

import evalx.compilation.Compiler;
import evalx.submission.Submission;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the test cases of a job may take. Their time together: their wall limits, side by side, but
 * never more than what the compiler's limit leaves of the maximum of any job.
 *
 * @param max of any job, its compilation included
 * @param parallelism test cases that run side by side
 * @param processes and threads that a test case may have at one time
 */
public record JobBudget(Duration max, int parallelism, int processes) {
  /** Begins to charge a submission's runs. */
  Account start(Submission submission) {
    var rounds = (submission.testCases().size() + parallelism - 1) / parallelism;
    var sum = submission.limits().wall().multipliedBy(rounds);
    var room = max.minus(Compiler.LIMITS.wall());
    return new Account(sum.compareTo(room) < 0 ? sum : room, parallelism);
  }

  /**
   * What is left of a job's budget. Only the time that its own runs take is charged: waiting for
   * the runs of other jobs costs it nothing.
   */
  static final class Account {
    private final Duration budget;
    private final int parallelism;
    private final AtomicLong spentNanos = new AtomicLong();

    private Account(Duration budget, int parallelism) {
      this.budget = budget;
      this.parallelism = parallelism;
    }

    void charge(Duration wall) {
      spentNanos.addAndGet(wall.toNanos());
    }

    /** Negative or zero when nothing is left. */
    Duration left() {
      return budget.minusNanos(spentNanos.get() / parallelism);
    }
  }
}
