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
  private final Budget budget;
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
        new Budget(settings.jobs().maxTime(), settings.sandboxes().maxConcurrent()),
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
      Budget budget,
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
  public Result run(Job job, Progress progress) {
    return run(job, progress, () -> {});
  }

  /**
   * The same, which says when the program is there and the first test case may begin.
   *
   * @param compiled called at least once for a job that has a result
   */
  public Result run(Job job, Progress progress, Runnable compiled) {
    var started = clock.instant();
    for (int attempt = 1; ; attempt++) {
      try {
        return once(job, progress, started, compiled);
      } catch (ArtifactMissing e) {
        // Evicted, or the daemon's store was emptied: compiling again costs time, not an attempt.
        if (attempt == TRIES) {
          throw new SandboxFailure("the artifact vanished " + TRIES + " times", e);
        }
      }
    }
  }

  private Result once(Job job, Progress progress, Instant started, Runnable compiled) {
    var submission = job.submission();
    var language = languages.find(submission.language()).orElseThrow();
    var program = compileOnce.program(job, language);
    compiled.run();
    if (program instanceof Program.Rejected rejected) {
      return result(job, started, Verdict.COMPILATION_ERROR, program, List.of());
    }
    try (var ready = (Program.Ready) program) {
      var cases = cases(job, progress, language, ready);
      return result(job, started, overall(cases), program, cases);
    }
  }

  private List<CaseResult> cases(
      Job job, Progress progress, Language language, Program.Ready program) {
    var known = new KnownRuns(runCache, sandbox.driver(), cachedAs(job));
    var allowance = budget.of(job.submission());
    var batch = new Batch(job, language, program, sandbox, known, allowance);
    batch.recall();
    var runs = IntStream.range(0, batch.size()).mapToObj(i -> run(job, batch, i)).toList();
    var reported = new ProgressReport(batch::done, progress);
    try {
      waiting.await(
          CompletableFuture.allOf(runs.toArray(CompletableFuture[]::new)), PACE, reported::report);
    } finally {
      batch.abandon();
    }
    known.write();
    return batch.inOrder(runs.stream().map(CompletableFuture::join).toList());
  }

  private CompletableFuture<CaseResult> run(Job job, Batch batch, int index) {
    return batch
        .recalled(index)
        .map(CompletableFuture::completedFuture)
        .orElseGet(
            () -> gate.submit(job.submission().language(), job.id(), () -> batch.run(index)));
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
