package evalx.compilation;

import evalx.language.Language;
import evalx.language.LanguageBuilds;
import evalx.sandbox.Dialogue;
import evalx.sandbox.Ending;
import evalx.sandbox.LivePeer;
import evalx.sandbox.RunReport;
import evalx.sandbox.RunRequest;
import evalx.sandbox.Sandbox;
import evalx.sandbox.SandboxFailure;
import evalx.submission.Submission;
import java.util.Optional;
import java.util.Set;

/**
 * The compilers and interpreters that one sandbox driver runs, and what is known of them.
 *
 * <p>That one of them does not start is our failure and never the program's; its language is then
 * proved again.
 */
public record Toolchain(Sandbox sandbox, LanguageBuilds builds) {
  /** What a shell, or env, exits with when it cannot execute or find a command. */
  private static final Set<Integer> CANNOT_EXECUTE = Set.of(126, 127);

  /** The folder of the submission's own program in its box. */
  private static final String PROGRAM = "/app/";

  /** The driver's name. */
  public String driver() {
    return sandbox.driver();
  }

  /**
   * A language in the version that a submission asks for, see {@link LanguageBuilds#choose}, as it
   * makes a program of the submission's files.
   */
  public Language choose(Language language, Submission.Source source) {
    return builds.choose(language, source.version()).making(source.files());
  }

  /** The exact version of a language; empty where it has not proved to work. */
  public Optional<String> version(Language language) {
    return builds.version(language);
  }

  /** What {@link LanguageBuilds#build} says of a language. */
  public Optional<String> build(Language language) {
    return builds.build(language);
  }

  /**
   * Runs a compiler, whose command and exit codes EvalX chose.
   *
   * @throws SandboxFailure also when it does not start
   */
  RunReport compile(Language language, RunRequest request) {
    var report = run(language, request);
    if (cannotExecute(report)) {
      throw new SandboxFailure(
          request.command().get(0)
              + " could not be started: it exited with "
              + ((Ending.Exited) report.ending()).code());
    }
    return report;
  }

  /**
   * Runs a program of a submission. A program may exit with any code, so a code that looks as if
   * its interpreter were missing counts as the program's, and makes the language be proved again.
   *
   * @throws SandboxFailure also when its interpreter does not start
   */
  public RunReport run(Language language, RunRequest request) {
    try {
      var report = sandbox.forLanguage(language.id()).run(request);
      if (cannotExecute(report) && !request.command().get(0).startsWith(PROGRAM)) {
        builds.doubt(language.id());
      }
      return report;
    } catch (SandboxFailure e) {
      builds.doubt(language.id());
      throw e;
    }
  }

  /**
   * Runs a program of a submission that talks to an interactor.
   *
   * @throws SandboxFailure also when the interpreter of one of them does not start
   */
  public Dialogue converse(Language language, RunRequest program, RunRequest interactor) {
    try {
      return sandbox.forLanguage(language.id()).converse(program, interactor);
    } catch (SandboxFailure e) {
      builds.doubt(language.id());
      throw e;
    }
  }

  /**
   * Runs a program of a submission in which a peer takes part.
   *
   * @throws SandboxFailure also when its interpreter does not start
   */
  public RunReport live(Language language, RunRequest request, LivePeer peer) {
    try {
      return sandbox.forLanguage(language.id()).live(request, peer);
    } catch (SandboxFailure e) {
      builds.doubt(language.id());
      throw e;
    }
  }

  /**
   * Runs a compiler that lives longer than a compilation, and with which a peer talks.
   *
   * @throws SandboxFailure also when it does not start
   */
  RunReport serve(Language language, RunRequest request, LivePeer peer) {
    return sandbox.forLanguage(language.id()).serve(request, peer);
  }

  private static boolean cannotExecute(RunReport report) {
    return report.ending() instanceof Ending.Exited exited
        && CANNOT_EXECUTE.contains(exited.code());
  }
}
