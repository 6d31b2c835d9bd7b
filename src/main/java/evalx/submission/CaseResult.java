package evalx.submission;

import java.util.List;
import java.util.Optional;

/** The outcome of one test case. */
public record CaseResult(
    Verdict verdict, Output stdout, Output stderr, Exit exit, Usage usage, Notes notes) {

  /**
   * What is said about a test case beside its figures.
   *
   * @param cached whether this is the outcome of an earlier, identical run
   * @param message why it ended so, where the verdict does not tell
   * @param hints for people who learn
   * @param files that it left, as far as they were asked for
   */
  public record Notes(
      boolean cached, Optional<String> message, List<String> hints, List<OutputFile> files) {
    private static final Notes NONE = new Notes(false, Optional.empty(), List.of());

    public Notes {
      hints = List.copyOf(hints);
      files = List.copyOf(files);
    }

    /** Without files. */
    public Notes(boolean cached, Optional<String> message, List<String> hints) {
      this(cached, message, hints, List.of());
    }

    /** For a run that was not cached, with a message if there is one. */
    public static Notes of(Optional<String> message) {
      return message.isEmpty() ? NONE : new Notes(false, message, List.of());
    }
  }

  /** A test case that never ran. */
  public static CaseResult notRun(Verdict verdict, Optional<String> message) {
    return new CaseResult(
        verdict, Output.NONE, Output.NONE, Exit.NONE, Usage.NONE, Notes.of(message));
  }

  /** The same outcome, taken from an earlier run. */
  public CaseResult fromCache() {
    return withNotes(new Notes(true, notes.message(), notes.hints(), notes.files()));
  }

  /** The same outcome with another message. */
  public CaseResult because(String message) {
    return withNotes(new Notes(notes.cached(), Optional.of(message), notes.hints(), notes.files()));
  }

  /** The same outcome with no more than this many bytes of each output. */
  public CaseResult keeping(int maxStdout, int maxStderr) {
    return new CaseResult(
        verdict, stdout.first(maxStdout), stderr.first(maxStderr), exit, usage, notes);
  }

  /** The same outcome, all of whose stdout is in the file store. */
  public CaseResult withStdoutIn(FileId file) {
    return new CaseResult(verdict, stdout.in(file), stderr, exit, usage, notes);
  }

  /** The same outcome with the files that the run left. */
  public CaseResult withFiles(List<OutputFile> files) {
    return withNotes(new Notes(notes.cached(), notes.message(), notes.hints(), files));
  }

  private CaseResult withNotes(Notes other) {
    return new CaseResult(verdict, stdout, stderr, exit, usage, other);
  }
}
