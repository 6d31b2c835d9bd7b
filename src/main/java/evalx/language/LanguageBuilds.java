package evalx.language;

import java.util.Optional;

/**
 * What is known of the compilers and interpreters that a sandbox driver runs here. Each version of
 * a language that has proved to work is the language with one {@linkplain Language#with tool}.
 */
public interface LanguageBuilds {
  /**
   * The newest version of a language that begins as wanted; where none has proved to work, the
   * language with its preferred tool, whose start says why.
   */
  Language choose(Language language, Optional<String> wanted);

  /** The exact version of a language; empty where it has not proved to work. */
  Optional<String> version(Language language);

  /**
   * Tells apart all that can make a difference to what the language's programs do: the compiler or
   * interpreter, and what is installed beside it. Empty where the language has not proved to work.
   */
  Optional<String> build(Language language);

  /** Asks that a language be proved again soon: its compiler or interpreter did not start. */
  void doubt(String language);

  /** Asks that a language be proved again at once: its self-test has just failed to compile. */
  void sawFail(String language);
}
