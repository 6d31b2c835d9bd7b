package evalx.submission;

/** How far a submission is on its way through the system. */
public enum Phase {
  /** It waits for a worker. */
  IN_QUEUE("In Queue"),
  /** A worker runs it. */
  PROCESSING("Processing"),
  /** It has a {@link Verdict}, and nothing changes that. */
  FINISHED("Finished");

  private final String label;

  Phase(String label) {
    this.label = label;
  }

  /** The text that clients read. */
  public String label() {
    return label;
  }
}
