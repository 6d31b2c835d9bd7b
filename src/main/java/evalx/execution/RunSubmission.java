package evalx.execution;

import evalx.config.Settings;
import evalx.language.Language;
import evalx.language.Languages;
import evalx.sandbox.ArtifactMissing;
import evalx.sandbox.Sandbox;
import evalx.sandbox.SandboxFailure;
import evalx.submission.CaseResult;
import evalx.submission.Result;
import evalx.submission.Status;
import evalx.submission.Submission;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs a submission: compiles it once, runs all its test cases behind the gate, judges each. */
@Singleton
public class RunSubmission {
  private static final Logger LOG = System.getLogger(RunSubmission.class.getName());

  private static final int TRIES = 3;

  private final Languages languages;
  private final Capabilities capabilities;
  private final Compiler compiler;
  private final Sandbox sandbox;
  private final SandboxGate gate;
  private final Budget budget;

  /** What a job takes at the very most while all others on this node take their most as well. */
  private final Duration patience;

  private final String worker;
  private final Clock clock;

  @Inject
  RunSubmission(
      Languages languages,
      Capabilities capabilities,
      Compiler compiler,
      Sandbox sandbox,
      SandboxGate gate,
      Settings settings) {
    this(
        languages,
        capabilities,
        compiler,
        sandbox,
        gate,
        new Budget(settings.jobs().maxTime(), settings.sandboxes().maxConcurrent()),
        settings.jobs().maxTime().multipliedBy(settings.jobs().maxConcurrent() + 1),
        settings.worker(),
        Clock.systemUTC());
  }

  RunSubmission(
      Languages languages,
      Capabilities capabilities,
      Compiler compiler,
      Sandbox sandbox,
      SandboxGate gate,
      Budget budget,
      Duration patience,
      String worker,
      Clock clock) {
    this.languages = languages;
    this.capabilities = capabilities;
    this.compiler = compiler;
    this.sandbox = sandbox;
    this.gate = gate;
    this.budget = budget;
    this.patience = patience;
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
    var started = clock.instant();
    for (int attempt = 1; ; attempt++) {
      try {
        return once(job, progress, started);
      } catch (ArtifactMissing e) {
        // Evicted, or the daemon's store was emptied: compiling again costs time, not an attempt.
        if (attempt == TRIES) {
          throw new SandboxFailure("the artifact vanished " + TRIES + " times", e);
        }
      }
    }
  }

  private Result once(Job job, Progress progress, Instant started) {
    var submission = job.submission();
    var language = languages.find(submission.language()).orElseThrow();
    var program = program(job, language);
    if (program instanceof Program.Rejected rejected) {
      return result(job, started, Status.COMPILATION_ERROR, program, List.of())
          .because(rejected.message());
    }
    try (var ready = (Program.Ready) program) {
      var cases = cases(job, progress, language, ready);
      return result(job, started, overall(cases), program, cases);
    }
  }

  private Program program(Job job, Language language) {
    var compilation =
        gate.submit(language.id(), job.token(), () -> compiler.compile(language, job.submission()));
    try {
      return await(compilation);
    } catch (RuntimeException e) {
      // It may still come to its end, when nobody waits for it any more.
      compilation.thenAccept(RunSubmission::release);
      throw e;
    }
  }

  private static void release(Program program) {
    if (program instanceof Program.Ready ready) {
      LOG.log(Level.DEBUG, "a program came too late for its job");
      ready.close();
    }
  }

  private List<CaseResult> cases(
      Job job, Progress progress, Language language, Program.Ready program) {
    var allowance = budget.of(job.submission());
    var batch = new Batch(job, language, program, sandbox, allowance, progress);
    var runs =
        batch.runs().stream().map(run -> gate.submit(language.id(), job.token(), run)).toList();
    try {
      await(CompletableFuture.allOf(runs.toArray(CompletableFuture[]::new)));
    } finally {
      batch.abandon();
    }
    return batch.inOrder(runs.stream().map(CompletableFuture::join).toList());
  }

  private <T> T await(CompletableFuture<T> future) {
    try {
      return future.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new SandboxFailure("no end within " + patience.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SandboxFailure("interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException ours) {
        throw ours;
      }
      throw new SandboxFailure("a run broke", e.getCause());
    }
  }

  private static Status overall(List<CaseResult> cases) {
    return cases.stream()
        .map(CaseResult::status)
        .filter(status -> status != Status.ACCEPTED)
        .findFirst()
        .orElse(Status.ACCEPTED);
  }

  private Result result(
      Job job, Instant started, Status status, Program program, List<CaseResult> cases) {
    Submission submission = job.submission();
    return new Result(
        job.token(),
        status,
        submission.language(),
        capabilities.version(submission.language()),
        submission.encoding(),
        program.compileTime(),
        program.output(),
        submission.testCases().size(),
        cases,
        submission.warnings(),
        Optional.empty(),
        new Result.Timeline(job.queued(), Optional.of(started), clock.instant()),
        worker,
        Optional.of(sandbox.driver()),
        job.attempt());
  }
}
