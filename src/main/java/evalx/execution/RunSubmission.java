package evalx.execution;

import evalx.compilation.CompileOnce;
import evalx.compilation.Program;
import evalx.compilation.Toolchain;
import evalx.files.FileMissing;
import evalx.language.Language;
import evalx.language.Languages;
import evalx.sandbox.ArtifactMissing;
import evalx.sandbox.SandboxUnavailable;
import evalx.submission.CaseResult;
import evalx.submission.Job;
import evalx.submission.Result;
import evalx.submission.SandboxNeed;
import evalx.submission.Score;
import evalx.submission.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs a job with one driver: compiles it once, runs all its test cases behind the gate. */
public final class RunSubmission {
  private static final int MAX_TRIES = 3;

  private final Languages languages;
  private final Toolchain toolchain;
  private final CompileOnce compileOnce;
  private final CompileChecker compileChecker;
  private final StoredSources storedSources;
  private final WorkerContext worker;

  public RunSubmission(
      Languages languages, Toolchain toolchain, CompileOnce compileOnce, WorkerContext worker) {
    this.languages = languages;
    this.toolchain = toolchain;
    this.compileOnce = compileOnce;
    this.storedSources = new StoredSources(languages, worker.files());
    this.compileChecker =
        new CompileChecker(languages, toolchain, compileOnce, storedSources, worker);
    this.worker = worker;
  }

  /**
   * Runs a job to its result. That of a cancelled job has the verdict {@link Verdict#CANCELLED} and
   * the outcomes that were there; it comes within a second, and nothing of the job stays in the
   * sandbox. The same holds for a job that fails, or whose thread is interrupted.
   *
   * @throws SandboxUnavailable when the sandbox is away, or its store full: an outage
   * @throws evalx.sandbox.SandboxFailure when the sandbox broke on this job: a failed attempt
   * @throws evalx.sandbox.SandboxDied when the sandbox daemon ended while it ran this job's program
   */
  public Result run(Job job, RunListener listener, RunHandle handle) {
    var language = languages.find(job.submission().language()).orElseThrow();
    return run(job, toolchain.choose(language, job.submission().source()), listener, handle);
  }

  /**
   * The same with a version of the language that is given.
   *
   * @param language whose compiler or interpreter is chosen
   */
  public Result run(Job job, Language language, RunListener listener, RunHandle handle) {
    var run = new OneJob(job, language, listener);
    try {
      var read = handle.interrupting(() -> storedSources.read(job));
      run = new OneJob(read, language, listener);
      return handle.interrupting(run::toItsEnd);
    } catch (FileMissing e) {
      return run.rejected(e.getMessage());
    } catch (RuntimeException e) {
      if (handle.isCancelled()) {
        return run.cancelled();
      }
      throw e;
    }
  }

  /** A job on its way. */
  private final class OneJob {
    private final Job job;
    private final RunListener listener;
    private final Instant started;
    private final Language language;
    private final TestRuns testRuns;
    private Optional<Result.Compiled> compiled = Optional.empty();

    OneJob(Job job, Language language, RunListener listener) {
      this.job = job;
      this.listener = listener;
      this.started = worker.clock().instant();
      this.language = language;
      this.testRuns = new TestRuns(job, language, toolchain, worker);
    }

    Result toItsEnd() {
      for (int attempt = 1; ; attempt++) {
        try {
          return once();
        } catch (ArtifactMissing e) {
          // Evicted, or the daemon's store was emptied: compiling again costs time, not an attempt,
          // and neither does waiting until the others, which fill the store, have ended.
          if (attempt == MAX_TRIES) {
            throw new SandboxUnavailable("the artifact vanished " + MAX_TRIES + " times", e);
          }
        }
      }
    }

    private Result once() {
      var program = compileOnce.program(job, language, this::tellProgress);
      tellCompiled(program);
      if (!(program instanceof Program.Ready ready)) {
        return result(Verdict.COMPILATION_ERROR, List.of(), remarks(program));
      }
      if (job.submission().source().stages().compileOnly()) {
        ready.close();
        return result(Verdict.ACCEPTED, List.of(), Optional.empty());
      }
      return tested(ready);
    }

    private Result tested(Program.Ready program) {
      var impossible = impossible();
      if (impossible.isPresent()) {
        program.close();
        return result(Verdict.INTERNAL_ERROR, List.of(), impossible);
      }
      var checker = checkerBeside(program);
      if (checker.isPresent() && checker.get().program() instanceof Program.Rejected rejected) {
        program.close();
        return result(Verdict.CHECKER_ERROR, List.of(), Optional.of(unfitChecker(rejected)));
      }
      testRuns.run(compileChecker.programs(job, language, program, checker), listener);
      testRuns.finished().tellCases(listener);
      var cases = testRuns.finished().inOrder(Verdict.SKIPPED);
      return result(overall(cases), cases, Optional.empty());
    }

    /** What this node's sandbox does not do, if no other node has one that does. */
    private Optional<String> impossible() {
      return SandboxNeed.of(job.submission()).stream()
          .filter(need -> !toolchain.sandbox().meets(need))
          .map(
              need ->
                  "%s need %s, and this node runs them with %s"
                      .formatted(need.subject(), need.sandbox(), toolchain.driver()))
          .findFirst();
    }

    private Optional<CompileChecker.Compiled> checkerBeside(Program.Ready program) {
      try {
        return compileChecker.compile(job, this::tellProgress);
      } catch (RuntimeException | Error e) {
        program.close();
        throw e;
      }
    }

    private void tellProgress() {
      testRuns.finished().tellProgress(listener);
    }

    private void tellCompiled(Program program) {
      if (compiled.isEmpty()) {
        compiled = Optional.of(program.compiled());
        try {
          listener.compiled(program.compiled());
        } catch (RuntimeException | Error e) {
          program.close();
          throw e;
        }
      }
    }

    /** What it names is gone, and another attempt would not find it either. */
    Result rejected(@Nullable String reason) {
      return result(Verdict.REJECTED, List.of(), Optional.ofNullable(reason));
    }

    Result cancelled() {
      testRuns.finished().tellCases(listener);
      return result(
          Verdict.CANCELLED,
          compiled.isEmpty() ? List.of() : testRuns.finished().inOrder(Verdict.CANCELLED),
          Optional.empty());
    }

    private Result.Remarks remarks(Program rejected) {
      var submission = job.submission();
      var hints = new ExplainFailures(submission, worker.hints()).explain(rejected);
      return new Result.Remarks(
          rejected.rejection(), submission.warnings(), Score.ofNothing(submission), hints);
    }

    private Result result(Verdict verdict, List<CaseResult> cases, Optional<String> message) {
      var submission = job.submission();
      return result(
          verdict,
          cases,
          new Result.Remarks(message, submission.warnings(), Score.of(submission, cases)));
    }

    private Result result(Verdict verdict, List<CaseResult> cases, Result.Remarks remarks) {
      var submission = job.submission();
      return new Result(
          job.id(),
          verdict,
          new Result.Subject(
              submission.language(),
              toolchain.version(language),
              submission.handling().encoding(),
              submission.testCases().size(),
              submission.handling().webhook()),
          compiled.orElse(Result.Compiled.NONE),
          cases,
          remarks,
          new Result.Provenance(
              worker.name(),
              Optional.of(toolchain.driver()),
              job.attempt(),
              new Result.Timeline(job.queued(), Optional.of(started), worker.clock().instant())));
    }
  }

  /** Why there is no verdict: not the program is at fault, and its owner must not think so. */
  private static String unfitChecker(Program.Rejected checker) {
    var output = checker.compiled().output();
    return "the checker does not compile (" + checker.message() + ")\n" + output;
  }

  /** Where a checker failed, nothing is known of the whole. */
  private static Verdict overall(List<CaseResult> cases) {
    var verdicts = cases.stream().map(CaseResult::verdict).toList();
    return verdicts.contains(Verdict.CHECKER_ERROR)
        ? Verdict.CHECKER_ERROR
        : verdicts.stream()
            .filter(verdict -> verdict != Verdict.ACCEPTED)
            .findFirst()
            .orElse(Verdict.ACCEPTED);
  }
}
