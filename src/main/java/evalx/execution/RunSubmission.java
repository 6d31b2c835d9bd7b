package evalx.execution;

import evalx.cache.RunCache;
import evalx.capacity.SandboxGate;
import evalx.capacity.Waiting;
import evalx.compilation.CompileOnce;
import evalx.compilation.Program;
import evalx.config.Settings;
import evalx.language.Language;
import evalx.language.Languages;
import evalx.node.Capabilities;
import evalx.sandbox.ArtifactMissing;
import evalx.sandbox.Sandbox;
import evalx.sandbox.SandboxFailure;
import evalx.submission.CaseResult;
import evalx.submission.Job;
import evalx.submission.Result;
import evalx.submission.Submission;
import evalx.submission.Verdict;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/** Runs a submission: compiles it once, runs all its test cases behind the gate, judges each. */
public class RunSubmission {
  /** How often progress is told to whoever watches. */
  private static final Duration PACE = Duration.ofMillis(100);

  private static final int TRIES = 3;

  private final Languages languages;
  private final Capabilities capabilities;
  private final CompileOnce compileOnce;
  private final RunCache runCache;
  private final Sandbox sandbox;
  private final SandboxGate gate;
  private final JobBudget budget;
  private final Waiting waiting;
  private final String worker;
  private final Clock clock;

  public RunSubmission(
      Languages languages,
      Capabilities capabilities,
      CompileOnce compileOnce,
      RunCache runCache,
      Sandbox sandbox,
      SandboxGate gate,
      Waiting waiting,
      Settings settings) {
    this(
        languages,
        capabilities,
        compileOnce,
        runCache,
        sandbox,
        gate,
        new JobBudget(settings.jobs().maxTime(), settings.sandboxes().maxConcurrent()),
        waiting,
        settings.worker(),
        Clock.systemUTC());
  }

  public RunSubmission(
      Languages languages,
      Capabilities capabilities,
      CompileOnce compileOnce,
      RunCache runCache,
      Sandbox sandbox,
      SandboxGate gate,
      JobBudget budget,
      Waiting waiting,
      String worker,
      Clock clock) {
    this.languages = languages;
    this.capabilities = capabilities;
    this.compileOnce = compileOnce;
    this.runCache = runCache;
    this.sandbox = sandbox;
    this.gate = gate;
    this.budget = budget;
    this.waiting = waiting;
    this.worker = worker;
    this.clock = clock;
  }

  /**
   * Runs a job to its result.
   *
   * @throws evalx.sandbox.SandboxUnavailable when the sandbox is away: an outage
   * @throws SandboxFailure when the sandbox broke on this job: a failed attempt
   */
  public Result run(Job job, RunListener listener) {
    return run(job, listener, () -> {});
  }

  /**
   * The same, which says when the program is there and the first test case may begin.
   *
   * @param compiled called at least once for a job that has a result
   */
  public Result run(Job job, RunListener listener, Runnable compiled) {
    var started = clock.instant();
    for (int attempt = 1; ; attempt++) {
      try {
        return once(job, listener, started, compiled);
      } catch (ArtifactMissing e) {
        // Evicted, or the daemon's store was emptied: compiling again costs time, not an attempt.
        if (attempt == TRIES) {
          throw new SandboxFailure("the artifact vanished " + TRIES + " times", e);
        }
      }
    }
  }

  private Result once(Job job, RunListener listener, Instant started, Runnable compiled) {
    var submission = job.submission();
    var language = languages.find(submission.language()).orElseThrow();
    var program = compileOnce.program(job, language);
    compiled.run();
    if (program instanceof Program.Rejected rejected) {
      return result(job, started, Verdict.COMPILATION_ERROR, program, List.of());
    }
    try (var ready = (Program.Ready) program) {
      var cases = cases(job, listener, language, ready);
      return result(job, started, overall(cases), program, cases);
    }
  }

  private List<CaseResult> cases(
      Job job, RunListener listener, Language language, Program.Ready program) {
    var known = new KnownRuns(runCache, sandbox.driver(), cachedAs(job));
    var left = budget.start(job.submission());
    var runs = new TestRuns(job, language, program, sandbox, known, left);
    runs.loadCached();
    var futures = IntStream.range(0, runs.size()).mapToObj(i -> run(job, runs, i)).toList();
    var reported = new ProgressReport(runs::done, listener);
    try {
      waiting.await(
          CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new)),
          PACE,
          reported::report);
    } finally {
      runs.skipRest();
    }
    known.write();
    return runs.inOrder(futures.stream().map(CompletableFuture::join).toList());
  }

  private CompletableFuture<CaseResult> run(Job job, TestRuns runs, int index) {
    return runs.cached(index)
        .map(CompletableFuture::completedFuture)
        .orElseGet(() -> gate.submit(job.submission().language(), job.id(), () -> runs.run(index)));
  }

  private Optional<String> cachedAs(Job job) {
    return job.submission().handling().cache()
        ? capabilities.build(job.submission().language())
        : Optional.empty();
  }

  private static Verdict overall(List<CaseResult> cases) {
    return cases.stream()
        .map(CaseResult::verdict)
        .filter(verdict -> verdict != Verdict.ACCEPTED)
        .findFirst()
        .orElse(Verdict.ACCEPTED);
  }

  private Result result(
      Job job, Instant started, Verdict verdict, Program program, List<CaseResult> cases) {
    Submission submission = job.submission();
    return new Result(
        job.id(),
        verdict,
        new Result.Subject(
            submission.language(),
            capabilities.version(submission.language()),
            submission.handling().encoding(),
            submission.testCases().size()),
        new Result.Compiled(program.compileTime(), program.output(), program.cached()),
        cases,
        new Result.Remarks(program.rejection(), submission.warnings()),
        new Result.Provenance(
            worker,
            Optional.of(sandbox.driver()),
            job.attempt(),
            new Result.Timeline(job.queued(), Optional.of(started), clock.instant())));
  }
}
