package evalx.result;

/**
 * What others want of a job, which its worker learns when it reports progress.
 *
 * @param watched whether somebody follows its test cases
 * @param cancelled whether it is to be cancelled
 */
public record JobSignals(boolean watched, boolean cancelled) {
  /** For a job without subscribers. */
  public static final JobSignals NONE = new JobSignals(false, false);
}
