package evalx.execution;

import evalx.compilation.Compiler;
import evalx.submission.Submission;
import evalx.submission.TestCase;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the test cases of a job may take. Their time together: their wall limits, side by side, and
 * one of them more, because the last may begin when all others are done; but never more than what
 * the limits of compilers leave of the maximum of any job.
 *
 * @param max of any job, its compilation included
 * @param parallelism test cases that run side by side
 * @param processes and threads that a test case may have at one time
 */
record JobBudget(Duration max, int parallelism, int processes) {
  /** Begins to charge a submission's runs. */
  Account start(Submission submission) {
    var walls = submission.testCases().stream().map(each -> wall(submission, each)).toList();
    var longest = walls.stream().max(Comparator.naturalOrder()).orElse(Duration.ZERO);
    var sum =
        walls.stream().reduce(Duration.ZERO, Duration::plus).dividedBy(parallelism).plus(longest);
    var room = room(submission);
    return new Account(sum.compareTo(room) < 0 ? sum : room, parallelism);
  }

  /**
   * What compilers leave. The last run of a checker's program may begin when all is spent, and the
   * first test case must not fail because of a checker that takes long to compile.
   */
  private Duration room(Submission submission) {
    var room = max.minus(Compiler.LIMITS.wall());
    if (submission.judging().program().isEmpty()) {
      return room;
    }
    var left = room.minus(Compiler.LIMITS.wall()).minus(checker(submission));
    var one = submission.limits().wall().plus(checker(submission));
    return left.compareTo(one) > 0 ? left : one;
  }

  private static Duration checker(Submission submission) {
    return submission.judging().program().map(p -> p.limits().wall()).orElse(Duration.ZERO);
  }

  /** Real time that a test case may take, with its checker. */
  private static Duration wall(Submission submission, TestCase testCase) {
    return submission
        .limits(testCase)
        .wall()
        .plus(checker(submission))
        .multipliedBy(testCase.terms().runs());
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
