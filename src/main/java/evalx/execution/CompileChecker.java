package evalx.execution;

import evalx.compilation.CompileOnce;
import evalx.compilation.Program;
import evalx.compilation.Toolchain;
import evalx.files.FileContents;
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
  private final int processes;
  private final FileContents files;
  private final StoredSources storedSources;

  /**
   * @param processes and threads that a checker may have at one time
   */
  CompileChecker(
      Languages languages,
      Toolchain toolchain,
      CompileOnce compileOnce,
      int processes,
      FileContents files) {
    this.languages = languages;
    this.toolchain = toolchain;
    this.compileOnce = compileOnce;
    this.processes = processes;
    this.files = files;
    this.storedSources = new StoredSources(languages, files);
  }

  /** The program of a job's checker, or why there is none; empty where it has no program. */
  Optional<Program> compile(Job job) {
    return job.submission()
        .judging()
        .program()
        .map(storedSources::read)
        .map(checker -> compileOnce.program(of(checker, job), language(checker)));
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
   * All that a job runs.
   *
   * @param checker the program of its checker, where it has one
   */
  Programs programs(
      Job job, Language language, Program.Ready program, Optional<Program.Ready> checker) {
    var judging = job.submission().judging();
    var runs =
        checker.map(
            ready -> {
              var by = storedSources.read(judging.program().orElseThrow());
              return new CheckerRuns(by, language(by), toolchain, ready, processes);
            });
    return new Programs(
        program,
        checker,
        new Judge(language, check(judging, runs)),
        runs.filter(each -> judging.checker() instanceof Checker.Interactive)
            .map(each -> new RunInteractor(each, files)));
  }

  private Check check(Submission.Judging judging, Optional<CheckerRuns> runs) {
    var checker = judging.checker();
    if (checker instanceof Checker.Comparison comparison) {
      // What a lenient comparison forgives is no difference, and all that the search knows.
      return judging.hints() && !(comparison instanceof Checker.Lenient)
          ? Check.explaining(comparison, files::of)
          : Check.comparing(comparison, files::of);
    }
    if (checker instanceof Checker.None || checker instanceof Checker.Interactive) {
      return Check.nothing();
    }
    if (checker instanceof Checker.Custom) {
      return new RunChecker(runs.orElseThrow(), files);
    }
    throw new IllegalStateException("no check for " + checker);
  }
}
