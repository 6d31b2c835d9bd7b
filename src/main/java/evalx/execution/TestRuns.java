package evalx.execution;

import evalx.cache.RunCache;
import evalx.compilation.Program;
import evalx.compilation.Toolchain;
import evalx.language.Command;
import evalx.language.Language;
import evalx.sandbox.Ending;
import evalx.sandbox.Limit;
import evalx.sandbox.RunLimits;
import evalx.sandbox.RunReport;
import evalx.sandbox.RunRequest;
import evalx.submission.CaseResult;
import evalx.submission.Job;
import evalx.submission.Limits;
import evalx.submission.TestCase;
import evalx.submission.Verdict;
import evalx.verdict.Judge;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/**
 * The test cases of one job. Each is a run of its own, unless an identical run was done before, or
 * an earlier failure ends the job.
 */
final class TestRuns {
  /** How often the listener hears what has ended. */
  static final Duration PACE = Duration.ofMillis(100);

  private static final long MAX_STDOUT = 16L << 20;
  private static final long MAX_STDERR = 64L << 10;
  private static final long MAX_DISK = 64L << 20;
  private static final String OVER_BUDGET = "job budget";

  /** Verdicts that may be due to the moment, however the sandbox or the program noticed them. */
  private static final Set<Verdict> DUE_TO_THE_MOMENT =
      Set.of(
          Verdict.TIME_LIMIT_EXCEEDED,
          Verdict.MEMORY_LIMIT_EXCEEDED,
          Verdict.OUTPUT_LIMIT_EXCEEDED);

  private final Job job;
  private final Language language;
  private final Toolchain toolchain;
  private final WorkerContext worker;
  private final Command command;
  private final Judge judge;
  private final KnownRuns known;
  private final JobBudget.Account budget;
  private final FinishedCases finished;

  TestRuns(Job job, Language language, Toolchain toolchain, WorkerContext worker) {
    var submission = job.submission();
    this.job = job;
    this.language = language;
    this.toolchain = toolchain;
    this.worker = worker;
    this.command =
        new Command(
            language,
            submission.source().files(),
            submission.source().compilerOptions(),
            submission.limits().memory());
    this.judge = new Judge(language, submission.judging().checker(), submission.limits().memory());
    this.known =
        new KnownRuns(
            worker.runCache(),
            toolchain.driver(),
            toolchain.build(language).filter(build -> submission.handling().cache()));
    this.budget = worker.budget().start(submission);
    this.finished = new FinishedCases(size(), submission.judging().stopOnFailure());
  }

  private int size() {
    return job.submission().testCases().size();
  }

  /** What has ended so far, also when {@link #run} did not come to its end. */
  FinishedCases finished() {
    return finished;
  }

  /**
   * Runs what has not ended yet, and closes the program once nothing runs any more: when one run
   * breaks, or the thread is interrupted, the others are interrupted and this does not wait for
   * them.
   *
   * @throws RuntimeException of the first run that broke
   */
  void run(Program.Ready program, RunListener listener) {
    var runs = worker.gate().group(language.id(), job.id());
    try {
      loadCached(program);
      var broken = new CompletableFuture<Void>();
      var all =
          IntStream.range(0, size())
              .filter(finished::needs)
              .mapToObj(i -> runs.submit(() -> run(i, program, broken)))
              .toArray(CompletableFuture[]::new);
      runs.await(
          CompletableFuture.anyOf(CompletableFuture.allOf(all), broken),
          PACE,
          () -> finished.tell(listener));
      known.write();
    } finally {
      runs.cancel();
      var unused = runs.ended().thenRun(program::close);
    }
  }

  /** Judges what was run before, some at a time: outputs are large, results are not. */
  private void loadCached(Program.Ready program) {
    for (int from = 0; from < size(); from += RunCache.MAX_AT_A_TIME) {
      loadCached(program, from, Math.min(size(), from + RunCache.MAX_AT_A_TIME));
    }
  }

  private void loadCached(Program.Ready program, int from, int to) {
    var cases = job.submission().testCases().subList(from, to);
    var wall = job.submission().limits().wall();
    var reports = known.find(cases.stream().map(c -> request(program, c, wall)).toList());
    for (int i = 0; i < reports.size(); i++) {
      if (reports.get(i).isPresent() && finished.needs(from + i)) {
        finished.add(from + i, judge.judge(cases.get(i), reports.get(i).get()).fromCache());
      }
    }
  }

  /** On a thread of the gate. */
  private Void run(int index, Program.Ready program, CompletableFuture<Void> broken) {
    try {
      if (finished.needs(index)) {
        finished.add(index, judged(job.submission().testCases().get(index), program));
      }
      return null;
    } catch (RuntimeException | Error e) {
      broken.completeExceptionally(e);
      throw e;
    }
  }

  private CaseResult judged(TestCase testCase, Program.Ready program) {
    var left = budget.left();
    if (left.isNegative() || left.isZero()) {
      return CaseResult.notRun(Verdict.TIME_LIMIT_EXCEEDED, Optional.of(OVER_BUDGET));
    }
    var wall = job.submission().limits().wall();
    var cut = left.compareTo(wall) < 0;
    var report = toolchain.run(language, request(program, testCase, cut ? left : wall));
    budget.charge(report.wallTime());
    var result = judge.judge(testCase, report);
    if (!DUE_TO_THE_MOMENT.contains(result.verdict())) {
      known.add(request(program, testCase, wall), report);
    }
    return cut && isOverWall(report) ? result.because(OVER_BUDGET) : result;
  }

  private static boolean isOverWall(RunReport report) {
    return report.ending().equals(new Ending.LimitExceeded(Limit.WALL));
  }

  private RunRequest request(Program.Ready program, TestCase testCase, Duration wall) {
    Limits limits = job.submission().limits();
    return new RunRequest(
        new RunRequest.Invocation(
            command.of(language.commands().run(), testCase.args()), Command.environment(language)),
        Optional.of(program.artifact()),
        testCase.stdin(),
        new RunLimits(
            limits.cpu(),
            wall,
            worker.budget().processes(),
            new RunLimits.Bytes(limits.memory(), MAX_STDOUT, MAX_STDERR, MAX_DISK)),
        RunRequest.Folder.of(job.submission().source().hasFilesBeside(), false));
  }
}
