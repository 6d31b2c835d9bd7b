package evalx.submission;

import java.time.Duration;

/**
 * What each test case may use.
 *
 * @param cpu CPU time of all its processes
 * @param wall real time, from exec
 * @param memory bytes
 * @param output bytes of stdout
 * @param box what else its box may have
 */
public record Limits(Duration cpu, Duration wall, long memory, long output, BoxLimits box) {
  /** Bytes of stdout where a submission does not say. */
  public static final long DEFAULT_OUTPUT = 16L << 20;

  public Limits(Duration cpu, Duration wall, long memory) {
    this(cpu, wall, memory, DEFAULT_OUTPUT);
  }

  public Limits(Duration cpu, Duration wall, long memory, long output) {
    this(cpu, wall, memory, output, BoxLimits.NODE);
  }

  /** The wall limit that goes with a limit of CPU time unless one is given. */
  public static Duration wallFor(Duration cpu) {
    return cpu.multipliedBy(2).plusSeconds(1);
  }
}
