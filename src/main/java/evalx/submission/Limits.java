package evalx.submission;

import java.time.Duration;

/**
 * What each test case may use.
 *
 * @param cpu CPU time of all its processes
 * @param wall real time, from exec
 * @param memory bytes
 */
public record Limits(Duration cpu, Duration wall, long memory) {
  /** The wall limit that goes with a limit of CPU time unless one is given. */
  public static Duration wallFor(Duration cpu) {
    return cpu.multipliedBy(2).plusSeconds(1);
  }
}
