package evalx.intake;

/** The caller has as much as it may have, of jobs or of room for results. */
public final class QuotaExceeded extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String title;

  private QuotaExceeded(String title, String detail) {
    super(detail);
    this.title = title;
  }

  /**
   * @param max how many jobs that have not ended a caller may have
   */
  static QuotaExceeded ofJobs(int max) {
    return new QuotaExceeded(
        "Too many jobs", "At most %d jobs of a caller may be queued or running.".formatted(max));
  }

  static QuotaExceeded ofResults() {
    return new QuotaExceeded(
        "Too many results",
        "Your results fill so much of the result store that the rest is for others; delete some"
            + " that you have read, or try again when they have expired.");
  }

  /** What it is in a few words; the message says it in a sentence. */
  public String title() {
    return title;
  }
}
