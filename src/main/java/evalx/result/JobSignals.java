package evalx.result;

/**
 * What others want of a job, which its worker learns when it reports progress.
 *
 * @param watched whether somebody follows its test cases
 * @param cancelled whether it is to be cancelled
 */
public record JobSignals(boolean watched, boolean cancelled) {
  /** Of a job that nobody asks about. */
  public static final JobSignals NONE = new JobSignals(false, false);
}
