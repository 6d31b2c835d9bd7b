package evalx.node;

/**
 * A driver could not run a job, or not to its end. That a job was cancelled is no failure.
 *
 * @param driver its name in results
 */
public record DriverFailed(String driver, Kind kind) implements DriverEvent {
  /** What the failure means for the job. */
  public enum Kind {
    /** It cannot be reached: an outage. */
    UNAVAILABLE,
    /** It broke on this job: a failed attempt. */
    FAILED,
    /** Its daemon ended while it ran this job's program: an attempt that may have caused it. */
    DIED
  }
}
