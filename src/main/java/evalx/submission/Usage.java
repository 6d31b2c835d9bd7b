package evalx.submission;

import java.time.Duration;

/**
 * What a run used.
 *
 * @param cpuTime of all its processes
 * @param wallTime from exec to the end
 * @param peakKib peak memory of all its processes together, in KiB
 */
public record Usage(Duration cpuTime, Duration wallTime, long peakKib) {
  /** For a program that never ran. */
  public static final Usage NONE = new Usage(Duration.ZERO, Duration.ZERO, 0);

  /** All of it as numbers, times in nanoseconds. */
  public long[] figures() {
    return new long[] {cpuTime.toNanos(), wallTime.toNanos(), peakKib};
  }

  /** From as many numbers as {@link #figures} returns. */
  public static Usage of(long[] figures) {
    return new Usage(Duration.ofNanos(figures[0]), Duration.ofNanos(figures[1]), figures[2]);
  }
}
