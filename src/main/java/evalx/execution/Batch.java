package evalx.execution;

import evalx.cache.RunCache;
import evalx.compilation.Environment;
import evalx.compilation.Program;
import evalx.language.Command;
import evalx.language.Language;
import evalx.sandbox.Ending;
import evalx.sandbox.Limit;
import evalx.sandbox.RunLimits;
import evalx.sandbox.RunReport;
import evalx.sandbox.RunRequest;
import evalx.sandbox.Sandbox;
import evalx.submission.CaseResult;
import evalx.submission.Job;
import evalx.submission.Limits;
import evalx.submission.TestCase;
import evalx.submission.Verdict;
import evalx.verdict.Judge;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** The test cases of one job: each is a run of its own, but a failure or the end may spare some. */
final class Batch {
  private static final long OUTPUT = 16L << 20;
  private static final long ERRORS = 64L << 10;
  private static final int PROCESSES = 64;
  private static final long FILES = 64L << 20;
  private static final String OVER_BUDGET = "job budget";

  /** Ends that may be due to the moment, however the sandbox or the program itself noticed them. */
  private static final Set<Verdict> OF_THIS_MOMENT =
      Set.of(
          Verdict.TIME_LIMIT_EXCEEDED,
          Verdict.MEMORY_LIMIT_EXCEEDED,
          Verdict.OUTPUT_LIMIT_EXCEEDED);

  private final Job job;
  private final Language language;
  private final Command command;
  private final Program.Ready program;
  private final Sandbox sandbox;
  private final KnownRuns known;
  private final Allowance allowance;
  private final Judge judge;
  private final Map<Integer, CaseResult> recalled = new HashMap<>();
  private final AtomicInteger done = new AtomicInteger();
  private final AtomicInteger firstFailure = new AtomicInteger(Integer.MAX_VALUE);
  private volatile boolean abandoned;

  Batch(
      Job job,
      Language language,
      Program.Ready program,
      Sandbox sandbox,
      KnownRuns known,
      Allowance allowance) {
    this.job = job;
    this.language = language;
    this.command =
        new Command(
            language,
            job.submission().source().files(),
            job.submission().source().compilerOptions(),
            job.submission().limits().memory());
    this.program = program;
    this.sandbox = sandbox.forLanguage(language.id());
    this.known = known;
    this.allowance = allowance;
    this.judge = new Judge(language, job.submission().judging().checker());
  }

  int size() {
    return job.submission().testCases().size();
  }

  /** How many test cases have ended. */
  int done() {
    return done.get();
  }

  /** Judges what was run before, a number at a time: outputs are large, results are not. */
  void recall() {
    for (int from = 0; from < size(); from += RunCache.MAX_AT_A_TIME) {
      recall(from, Math.min(size(), from + RunCache.MAX_AT_A_TIME));
    }
  }

  private void recall(int from, int to) {
    var cases = job.submission().testCases().subList(from, to);
    var wall = job.submission().limits().wall();
    var reports = known.find(cases.stream().map(c -> request(c, wall)).toList());
    for (int i = 0; i < reports.size(); i++) {
      if (reports.get(i).isPresent()) {
        var result = judge.judge(cases.get(i), reports.get(i).get()).fromCache();
        recalled.put(from + i, result);
        ended(from + i, result);
      }
    }
  }

  /** The result of a test case that needs no run. */
  Optional<CaseResult> recalled(int index) {
    return Optional.ofNullable(recalled.get(index));
  }

  /** Spares every run that has not begun: nobody waits for its result. */
  void abandon() {
    abandoned = true;
  }

  /** The results as clients see them: the same whichever run ended first. */
  List<CaseResult> inOrder(List<CaseResult> results) {
    if (!job.submission().judging().stopOnFailure() || firstFailure.get() == Integer.MAX_VALUE) {
      return results;
    }
    var ordered = new ArrayList<>(results.subList(0, firstFailure.get() + 1));
    while (ordered.size() < results.size()) {
      ordered.add(CaseResult.notRun(Verdict.SKIPPED, Optional.empty()));
    }
    return ordered;
  }

  /** Runs a test case, if it still has to be run. */
  CaseResult run(int index) {
    if (abandoned || job.submission().judging().stopOnFailure() && index > firstFailure.get()) {
      return CaseResult.notRun(Verdict.SKIPPED, Optional.empty());
    }
    var result = judgedOrAbandoned(job.submission().testCases().get(index));
    ended(index, result);
    return result;
  }

  private void ended(int index, CaseResult result) {
    if (result.verdict() != Verdict.ACCEPTED) {
      firstFailure.accumulateAndGet(index, Math::min);
    }
    done.incrementAndGet();
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
      return CaseResult.notRun(Verdict.TIME_LIMIT_EXCEEDED, Optional.of(OVER_BUDGET));
    }
    var wall = job.submission().limits().wall();
    var cut = left.compareTo(wall) < 0;
    var report = sandbox.run(request(testCase, cut ? left : wall));
    allowance.spend(report.wallTime());
    var result = judge.judge(testCase, report);
    if (!OF_THIS_MOMENT.contains(result.verdict())) {
      known.add(request(testCase, wall), report);
    }
    return cut && isOverWall(report) ? result.because(OVER_BUDGET) : result;
  }

  private static boolean isOverWall(RunReport report) {
    return report.ending().equals(new Ending.LimitExceeded(Limit.WALL));
  }

  private RunRequest request(TestCase testCase, Duration wall) {
    Limits limits = job.submission().limits();
    return new RunRequest(
        new RunRequest.Invocation(
            command.of(language.run(), testCase.args()), Environment.OF_EVERY_RUN),
        Optional.of(program.artifact()),
        testCase.stdin(),
        new RunLimits(
            limits.cpu(),
            wall,
            PROCESSES,
            new RunLimits.Bytes(limits.memory(), OUTPUT, ERRORS, FILES)),
        false);
  }
}
