package evalx.execution;

import evalx.compilation.CompileOnce;
import evalx.compilation.Program;
import evalx.compilation.Toolchain;
import evalx.language.Language;
import evalx.language.Languages;
import evalx.submission.Checker;
import evalx.submission.CheckerProgram;
import evalx.submission.Job;
import evalx.submission.Submission;
import evalx.verdict.Check;
import evalx.verdict.Judge;
import java.util.List;
import java.util.Optional;

/** Makes what a job's runs are judged by, which includes the program of its checker. */
final class CompileChecker {
  private final Languages languages;
  private final Toolchain toolchain;
  private final CompileOnce compileOnce;
  private final StoredSources storedSources;
  private final WorkerContext worker;

  CompileChecker(
      Languages languages,
      Toolchain toolchain,
      CompileOnce compileOnce,
      StoredSources storedSources,
      WorkerContext worker) {
    this.languages = languages;
    this.toolchain = toolchain;
    this.compileOnce = compileOnce;
    this.storedSources = storedSources;
    this.worker = worker;
  }

  /**
   * A checker as it was compiled.
   *
   * @param checker with its sources, which the store may not have a second time
   */
  record Compiled(CheckerProgram checker, Language language, Program program) {}

  /**
   * A job's checker, or why there is no program of it; empty where it has none.
   *
   * @param meanwhile done about every second until it is compiled
   */
  Optional<Compiled> compile(Job job, Runnable meanwhile) {
    return job.submission()
        .judging()
        .program()
        .map(storedSources::read)
        .map(checker -> compiled(checker, job, meanwhile));
  }

  private Compiled compiled(CheckerProgram checker, Job job, Runnable meanwhile) {
    var language = language(checker);
    var program = compileOnce.program(of(checker, job), language, meanwhile);
    return new Compiled(checker, language, program);
  }

  private Language language(CheckerProgram checker) {
    var language = languages.find(checker.source().language()).orElseThrow();
    return toolchain.choose(language, checker.source());
  }

  /** A checker is compiled as if it were submitted; it is the same for all submissions. */
  private static Job of(CheckerProgram checker, Job job) {
    var submission = job.submission();
    return new Job(
        job.id(),
        new Submission(
            checker.source(),
            List.of(),
            checker.limits(),
            submission.judging(),
            new Submission.Handling(
                submission.handling().encoding(), submission.handling().priority(), true),
            List.of()),
        job.queued(),
        job.attempt());
  }

  /**
   * All that a job runs. Nothing is read any more, because a failure here would leave the programs
   * leased.
   *
   * @param checker that has a program, where the job has one
   */
  Programs programs(Job job, Language language, Program.Ready program, Optional<Compiled> checker) {
    var judging = job.submission().judging();
    var runs = checker.map(this::runs);
    return new Programs(
        program,
        runs.map(CheckerRuns::program),
        new Judge(language, check(judging, runs)),
        runs.filter(each -> judging.checker() instanceof Checker.Interactive)
            .map(each -> new RunInteractor(each, worker.files())));
  }

  private CheckerRuns runs(Compiled checker) {
    return new CheckerRuns(
        checker.checker(),
        checker.language(),
        toolchain,
        (Program.Ready) checker.program(),
        worker.budget().processes());
  }

  private Check check(Submission.Judging judging, Optional<CheckerRuns> runs) {
    var checker = judging.checker();
    if (checker instanceof Checker.Comparison comparison) {
      return judging.hints()
          ? Check.explaining(comparison, worker.files()::of)
          : Check.comparing(comparison, worker.files()::of);
    }
    if (checker instanceof Checker.None || checker instanceof Checker.Interactive) {
      return Check.nothing();
    }
    if (checker instanceof Checker.Custom) {
      return new RunChecker(runs.orElseThrow(), worker.files());
    }
    throw new IllegalStateException("no check for " + checker);
  }
}
