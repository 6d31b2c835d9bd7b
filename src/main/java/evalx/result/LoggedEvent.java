package evalx.result;

import java.util.Locale;

/**
 * Something that happened to a job, as those who follow it are told.
 *
 * @param number of the test case, from 0; 0 for everything else
 * @param json as clients read it
 */
public record LoggedEvent(Kind kind, int number, byte[] json) {
  /** What happened, in the order of a job. */
  public enum Kind {
    QUEUED,
    STARTED,
    COMPILED,
    CASE,
    FINISHED;

    /** As clients read it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
