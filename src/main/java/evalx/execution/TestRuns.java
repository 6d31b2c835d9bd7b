package evalx.execution;

import evalx.cache.RunCache;
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
final class TestRuns {
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
  private final JobBudget.Account budget;
  private final Judge judge;
  private final Map<Integer, CaseResult> cached = new HashMap<>();
  private final AtomicInteger done = new AtomicInteger();
  private final AtomicInteger firstFailure = new AtomicInteger(Integer.MAX_VALUE);
  private volatile boolean skipping;

  TestRuns(
      Job job,
      Language language,
      Program.Ready program,
      Sandbox sandbox,
      KnownRuns known,
      JobBudget.Account budget) {
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
    this.budget = budget;
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
  void loadCached() {
    for (int from = 0; from < size(); from += RunCache.MOST_AT_A_TIME) {
      loadCached(from, Math.min(size(), from + RunCache.MOST_AT_A_TIME));
    }
  }

  private void loadCached(int from, int to) {
    var cases = job.submission().testCases().subList(from, to);
    var wall = job.submission().limits().wall();
    var reports = known.find(cases.stream().map(c -> request(c, wall)).toList());
    for (int i = 0; i < reports.size(); i++) {
      if (reports.get(i).isPresent()) {
        var result = judge.judge(cases.get(i), reports.get(i).get()).fromCache();
        cached.put(from + i, result);
        ended(from + i, result);
      }
    }
  }

  /** The result of a test case that needs no run. */
  Optional<CaseResult> cached(int index) {
    return Optional.ofNullable(cached.get(index));
  }

  /** Spares every run that has not begun: nobody waits for its result. */
  void skipRest() {
    skipping = true;
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
    if (skipping || job.submission().judging().stopOnFailure() && index > firstFailure.get()) {
      return CaseResult.notRun(Verdict.SKIPPED, Optional.empty());
    }
    var result = judgedOrSkipRest(job.submission().testCases().get(index));
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
  private CaseResult judgedOrSkipRest(TestCase testCase) {
    try {
      return judged(testCase);
    } catch (RuntimeException e) {
      skipRest();
      throw e;
    }
  }

  private CaseResult judged(TestCase testCase) {
    var left = budget.left();
    if (left.isNegative() || left.isZero()) {
      return CaseResult.notRun(Verdict.TIME_LIMIT_EXCEEDED, Optional.of(OVER_BUDGET));
    }
    var wall = job.submission().limits().wall();
    var cut = left.compareTo(wall) < 0;
    var report = sandbox.run(request(testCase, cut ? left : wall));
    budget.charge(report.wallTime());
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
        command.of(language.commands().run(), testCase.args()),
        Command.ENVIRONMENT,
        Optional.of(program.artifact()),
        testCase.stdin(),
        new RunLimits(limits.cpu(), wall, limits.memory(), OUTPUT, ERRORS, PROCESSES, FILES),
        false);
  }
}
