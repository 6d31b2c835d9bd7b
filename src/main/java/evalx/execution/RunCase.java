package evalx.execution;

import evalx.compilation.Toolchain;
import evalx.language.Language;
import evalx.sandbox.ArtifactId;
import evalx.sandbox.RunReport;
import evalx.sandbox.RunRequest;
import evalx.submission.CaseResult;
import evalx.submission.Job;
import evalx.submission.Submission;
import evalx.submission.TestCase;
import evalx.submission.Verdict;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Runs a test case of one job, as often as it asks for. */
final class RunCase {
  private static final String OVER_BUDGET = "job budget";
  private static final byte[] NOTHING = {};

  /** Verdicts that may be due to the moment, however the sandbox or the program noticed them. */
  private static final Set<Verdict> DUE_TO_THE_MOMENT =
      Set.of(
          Verdict.TIME_LIMIT_EXCEEDED,
          Verdict.MEMORY_LIMIT_EXCEEDED,
          Verdict.OUTPUT_LIMIT_EXCEEDED);

  private final Submission submission;
  private final Language language;
  private final Toolchain toolchain;
  private final KnownRuns known;
  private final JobBudget.Account budget;
  private final JudgeOutput judgeOutput;
  private final ExplainFailures explain;
  private final OutputFiles outputFiles;
  private final CaseRequests requests;

  RunCase(Job job, Language language, Toolchain toolchain, KnownRuns known, WorkerContext worker) {
    this.explain = new ExplainFailures(job.submission(), worker.hints());
    this.submission = job.submission();
    this.language = language;
    this.toolchain = toolchain;
    this.known = known;
    this.budget = worker.budget().start(submission);
    this.judgeOutput = new JudgeOutput(submission, toolchain, new KeptOutputs(job, worker.store()));
    this.outputFiles = new OutputFiles(job, toolchain, worker.store());
    this.requests = new CaseRequests(submission, language, worker, outputFiles.areWanted());
  }

  /**
   * Runs it until a run is not accepted, or all are; the result has the largest figures, and what
   * is kept of its last run.
   */
  CaseResult run(TestCase testCase, Programs programs) {
    int runs = testCase.terms().runs();
    var result = once(testCase, programs, runs == 1);
    var usage = result.usage();
    for (int run = 2; run <= runs && result.verdict() == Verdict.ACCEPTED; run++) {
      result = once(testCase, programs, run == runs);
      usage = usage.max(result.usage());
      if (result.verdict() != Verdict.ACCEPTED) {
        var why = result.notes().message().map(text -> ": " + text).orElse("");
        result = result.because("run " + run + " of " + runs + why);
      }
    }
    return result.using(usage);
  }

  private CaseResult once(TestCase testCase, Programs programs, boolean isLast) {
    var left = budget.left();
    if (left.isNegative() || left.isZero()) {
      return CaseResult.notRun(Verdict.TIME_LIMIT_EXCEEDED, Optional.of(OVER_BUDGET));
    }
    var wall = submission.limits(testCase).wall();
    var cut = left.compareTo(wall) < 0;
    var request = requests.of(programs.artifact(), testCase, cut ? left : wall);
    var result =
        programs
            .interactor()
            .map(interactor -> conversed(testCase, request, programs, interactor))
            .orElseGet(() -> ran(testCase, request, programs, isLast));
    return cut && isOverWall(testCase, result) ? result.because(OVER_BUDGET) : result;
  }

  /** What is run where the job's budget is not near its end. */
  RunRequest request(ArtifactId program, TestCase testCase) {
    return requests.of(program, testCase);
  }

  private CaseResult ran(TestCase testCase, RunRequest request, Programs programs, boolean isLast) {
    var report = inItsLimits(testCase, toolchain.run(language, request));
    budget.charge(report.wallTime());
    try {
      var result = judged(testCase, report, programs, isLast);
      if (isKnown(testCase) && !DUE_TO_THE_MOMENT.contains(result.verdict())) {
        known.add(request(programs.artifact(), testCase), report);
      }
      return isLast || result.verdict() != Verdict.ACCEPTED
          ? outputFiles.keep(result, report)
          : result;
    } finally {
      report.discard();
    }
  }

  /** The file of its input, which it is given in addition to its memory, is not its own use. */
  private RunReport inItsLimits(TestCase testCase, RunReport report) {
    return submission.fileNames(testCase).input().isPresent()
        ? report.withPeakUpTo(submission.limits(testCase).memory())
        : report;
  }

  /** A checker's program has its share of the job's budget. */
  private CaseResult judged(
      TestCase testCase, RunReport report, Programs programs, boolean isLast) {
    long begin = System.nanoTime();
    var result = judge(testCase, report, programs, isLast);
    if (programs.checker().isPresent()) {
      budget.charge(Duration.ofNanos(System.nanoTime() - begin));
    }
    return result;
  }

  private CaseResult conversed(
      TestCase testCase, RunRequest request, Programs programs, RunInteractor interactor) {
    var alone =
        new RunRequest(
            request.invocation(), request.artifact(), NOTHING, request.limits(), request.folder());
    var dialogue = interactor.run(language, alone, testCase);
    budget.charge(dialogue.program().usage().max(dialogue.interactor().usage()).wallTime());
    var memory = submission.limits(testCase).memory();
    var opinion = interactor.opinion(testCase, dialogue);
    return explain.explain(
        testCase, programs.judge().judge(dialogue, opinion, memory), programs.program());
  }

  /**
   * @param isLast whether no run comes after it, even if it is accepted
   */
  CaseResult judge(TestCase testCase, RunReport report, Programs programs, boolean isLast) {
    var result = judgeOutput.judge(testCase, report, programs.judge(), isLast);
    return explain.explain(testCase, result, programs.program());
  }

  /**
   * Whether the outcome of an earlier run may stand for a run of it; what a run wrote into files is
   * not kept with its outcome.
   */
  boolean isKnown(TestCase testCase) {
    return testCase.terms().runs() == 1 && submission.fileNames(testCase).output().isEmpty();
  }

  private boolean isOverWall(TestCase testCase, CaseResult result) {
    return result.verdict() == Verdict.TIME_LIMIT_EXCEEDED
        && result.usage().cpuTime().compareTo(submission.limits(testCase).cpu()) < 0;
  }
}
