package evalx.submission;

import java.time.Duration;
import java.util.Arrays;

/**
 * What a run used. A figure is named here alone, and by the sandbox that measures it: the cache of
 * runs and the JSON of results take it from the record, and a constructor without it stands for the
 * sandboxes that do not know it.
 *
 * @param cpuTime of all its processes
 * @param wallTime from exec to the end
 * @param peakKib peak memory of all its processes together, in KiB
 */
public record Usage(Duration cpuTime, Duration wallTime, long peakKib) {
  /** For a program that never ran. */
  public static final Usage NONE = new Usage(Duration.ZERO, Duration.ZERO, 0);

  /** For a run of which nothing but its time on a CPU is known. */
  public static Usage ofTime(Duration cpuTime) {
    return new Usage(cpuTime, cpuTime, 0);
  }

  /** For a run of which nothing but its peak of memory is known. */
  public static Usage ofMemory(long peakKib) {
    return new Usage(Duration.ZERO, Duration.ZERO, peakKib);
  }

  /** The same with a peak of memory that is no more than this. */
  public Usage withPeakUpTo(long maxKib) {
    return new Usage(cpuTime, wallTime, Math.min(peakKib, maxKib));
  }

  /** Of each figure the larger one. */
  public Usage max(Usage other) {
    var largest = figures();
    var others = other.figures();
    Arrays.setAll(largest, i -> Math.max(largest[i], others[i]));
    return of(largest);
  }

  /** All of it as numbers, times in nanoseconds. */
  public long[] figures() {
    return new long[] {cpuTime.toNanos(), wallTime.toNanos(), peakKib};
  }

  /** From as many numbers as {@link #figures} returns. */
  public static Usage of(long[] figures) {
    return new Usage(Duration.ofNanos(figures[0]), Duration.ofNanos(figures[1]), figures[2]);
  }
}
