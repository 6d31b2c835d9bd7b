package evalx.submission;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** The outcome of one test case. */
public record CaseResult(
    Verdict verdict, Output stdout, Output stderr, Exit exit, Usage usage, Notes notes) {

  /**
   * What is said about a test case beside its figures.
   *
   * @param cached whether this is the outcome of an earlier, identical run
   * @param message why it ended so, where the verdict does not tell
   * @param explanation of it to people who learn
   * @param share of its points, 0 to 1, that a checker's program gave; empty: all or nothing
   * @param files that it left, as far as they were asked for
   */
  public record Notes(
      boolean cached,
      Optional<String> message,
      Explanation explanation,
      OptionalDouble share,
      List<OutputFile> files) {
    private static final Notes NONE =
        new Notes(false, Optional.empty(), Explanation.NONE, OptionalDouble.empty());

    public Notes {
      files = List.copyOf(files);
    }

    /** Without files. */
    public Notes(
        boolean cached, Optional<String> message, Explanation explanation, OptionalDouble share) {
      this(cached, message, explanation, share, List.of());
    }

    /** For a run that was not cached, with a message if there is one. */
    public static Notes of(Optional<String> message) {
      return message.isEmpty()
          ? NONE
          : new Notes(false, message, Explanation.NONE, OptionalDouble.empty());
    }
  }

  /** A test case that never ran. */
  public static CaseResult notRun(Verdict verdict, Optional<String> message) {
    return new CaseResult(
        verdict, Output.NONE, Output.NONE, Exit.NONE, Usage.NONE, Notes.of(message));
  }

  /** The same outcome, taken from an earlier run. */
  public CaseResult fromCache() {
    return withNotes(
        new Notes(true, notes.message(), notes.explanation(), notes.share(), notes.files()));
  }

  /** The same outcome with another message. */
  public CaseResult because(String message) {
    return withNotes(
        new Notes(
            notes.cached(),
            Optional.of(message),
            notes.explanation(),
            notes.share(),
            notes.files()));
  }

  /** The same unless it says something already, which is more important. */
  public CaseResult orBecause(String message) {
    return notes.message().isPresent() ? this : because(message);
  }

  /** The same outcome with other figures. */
  public CaseResult using(Usage other) {
    return new CaseResult(verdict, stdout, stderr, exit, other, notes);
  }

  /** The share of its points that it earned, from 0 to 1. */
  public double share() {
    return notes.share().orElse(verdict == Verdict.ACCEPTED ? 1 : 0);
  }

  /** The same outcome with no more than this many bytes of each output. */
  public CaseResult keeping(int maxStdout, int maxStderr) {
    return new CaseResult(
        verdict, stdout.first(maxStdout), stderr.first(maxStderr), exit, usage, notes);
  }

  /** The same outcome with other outputs. */
  public CaseResult printing(Output otherStdout, Output otherStderr) {
    return new CaseResult(verdict, otherStdout, otherStderr, exit, usage, notes);
  }

  /** The same outcome, all of whose stdout is in the file store. */
  public CaseResult withStdoutIn(FileId file) {
    return new CaseResult(verdict, stdout.in(file), stderr, exit, usage, notes);
  }

  /** The same outcome with the files that the run left. */
  public CaseResult withFiles(List<OutputFile> files) {
    return withNotes(
        new Notes(notes.cached(), notes.message(), notes.explanation(), notes.share(), files));
  }

  /** The same outcome with another explanation. */
  public CaseResult explained(Explanation other) {
    return withNotes(
        new Notes(notes.cached(), notes.message(), other, notes.share(), notes.files()));
  }

  private CaseResult withNotes(Notes other) {
    return new CaseResult(verdict, stdout, stderr, exit, usage, other);
  }
}
