package evalx.sandbox;

import java.time.Duration;

/**
 * What a run may use.
 *
 * @param cpu CPU time of all its processes
 * @param wall real time from exec
 * @param memoryBytes peak memory of all its processes and its files in /box and /tmp
 * @param outputBytes stdout; more ends the run
 * @param errorBytes stderr that is kept; the rest is dropped
 * @param processes processes and threads at one time
 * @param fileBytes all files in /box, and again in /tmp
 */
public record RunLimits(
    Duration cpu,
    Duration wall,
    long memoryBytes,
    long outputBytes,
    long errorBytes,
    int processes,
    long fileBytes) {
  /** Enough for a program that does nothing. */
  static final RunLimits SMALL =
      new RunLimits(
          Duration.ofSeconds(1), Duration.ofSeconds(10), 64L << 20, 1 << 10, 1 << 10, 8, 1 << 20);
}
