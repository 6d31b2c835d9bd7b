package evalx.execution;

import evalx.language.Command;
import evalx.language.Language;
import evalx.sandbox.Ending;
import evalx.sandbox.Limit;
import evalx.sandbox.RunLimits;
import evalx.sandbox.RunReport;
import evalx.sandbox.RunRequest;
import evalx.sandbox.Sandbox;
import evalx.submission.CaseResult;
import evalx.submission.Limits;
import evalx.submission.Status;
import evalx.submission.TestCase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** The test cases of one job: each is a run of its own, but a failure or the end may spare some. */
final class Batch {
  private static final long OUTPUT = 16L << 20;
  private static final long ERRORS = 64L << 10;
  private static final int PROCESSES = 64;
  private static final long FILES = 64L << 20;
  private static final Optional<String> OVER_BUDGET = Optional.of("job budget");

  private final Job job;
  private final Language language;
  private final Program.Ready program;
  private final Sandbox sandbox;
  private final Allowance allowance;
  private final Progress progress;
  private final Judge judge;
  private final AtomicInteger done = new AtomicInteger();
  private final AtomicInteger firstFailure = new AtomicInteger(Integer.MAX_VALUE);
  private volatile boolean abandoned;

  Batch(
      Job job,
      Language language,
      Program.Ready program,
      Sandbox sandbox,
      Allowance allowance,
      Progress progress) {
    this.job = job;
    this.language = language;
    this.program = program;
    this.sandbox = sandbox;
    this.allowance = allowance;
    this.progress = progress;
    this.judge = new Judge(language, job.submission().checker());
  }

  /** A run for each test case, in their order. */
  List<Callable<CaseResult>> runs() {
    var count = job.submission().testCases().size();
    return IntStream.range(0, count).<Callable<CaseResult>>mapToObj(i -> () -> run(i)).toList();
  }

  /** Spares every run that has not begun: nobody waits for its result. */
  void abandon() {
    abandoned = true;
  }

  /** The results as clients see them: the same whichever run ended first. */
  List<CaseResult> inOrder(List<CaseResult> results) {
    if (!job.submission().stopOnFailure() || firstFailure.get() == Integer.MAX_VALUE) {
      return results;
    }
    var ordered = new ArrayList<>(results.subList(0, firstFailure.get() + 1));
    while (ordered.size() < results.size()) {
      ordered.add(CaseResult.notRun(Status.SKIPPED, Optional.empty()));
    }
    return ordered;
  }

  private CaseResult run(int index) {
    if (abandoned || job.submission().stopOnFailure() && index > firstFailure.get()) {
      return CaseResult.notRun(Status.SKIPPED, Optional.empty());
    }
    var result = judgedOrAbandoned(job.submission().testCases().get(index));
    if (result.status() != Status.ACCEPTED) {
      firstFailure.accumulateAndGet(index, Math::min);
    }
    progress.done(done.incrementAndGet());
    return result;
  }

  /** A run that breaks fails the whole job: what has not begun need not begin. */
  private CaseResult judgedOrAbandoned(TestCase testCase) {
    try {
      return judged(testCase);
    } catch (RuntimeException e) {
      abandon();
      throw e;
    }
  }

  private CaseResult judged(TestCase testCase) {
    var left = allowance.left();
    if (left.isNegative() || left.isZero()) {
      return CaseResult.notRun(Status.TIME_LIMIT_EXCEEDED, OVER_BUDGET);
    }
    var cut = left.compareTo(job.submission().limits().wall()) < 0;
    var report = sandbox.run(request(testCase, cut ? left : job.submission().limits().wall()));
    allowance.spend(report.wallTime());
    var result = judge.judge(testCase, report);
    return cut && isOverWall(report) ? result.because(OVER_BUDGET) : result;
  }

  private static boolean isOverWall(RunReport report) {
    return report.ending().equals(new Ending.LimitExceeded(Limit.WALL));
  }

  private RunRequest request(TestCase testCase, Duration wall) {
    var submission = job.submission();
    Limits limits = submission.limits();
    var command =
        new Command(
            language,
            submission.files(),
            submission.compilerOptions(),
            testCase.args(),
            limits.memory());
    return new RunRequest(
        command.of(language.run()),
        Environment.OF_EVERY_RUN,
        Optional.of(program.artifact()),
        testCase.stdin(),
        new RunLimits(limits.cpu(), wall, limits.memory(), OUTPUT, ERRORS, PROCESSES, FILES),
        false);
  }
}
