package evalx.language;

import java.util.Optional;

/** What is known of the languages' compilers and interpreters that a sandbox driver runs here. */
public interface LanguageBuilds {
  /** The exact version of a language; empty where it has not proved to work. */
  Optional<String> version(String language);

  /**
   * Tells apart all that can make a difference to what the language's programs do: the compiler or
   * interpreter, and what is installed beside it. Empty where the language has not proved to work.
   */
  Optional<String> build(String language);

  /** Asks that a language be proved again soon: its compiler or interpreter did not start. */
  void doubt(String language);
}
