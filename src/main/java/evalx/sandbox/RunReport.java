package evalx.sandbox;

import java.time.Duration;
import java.util.Optional;

/**
 * How a run ended and what it used.
 *
 * @param cpuTime of all its processes
 * @param wallTime from exec to its end
 * @param peakKib peak memory in KiB
 * @param collected the artifact made of its files, where that was asked for and it exited with 0
 */
public record RunReport(
    Ending ending,
    Duration cpuTime,
    Duration wallTime,
    long peakKib,
    byte[] stdout,
    byte[] stderr,
    boolean stderrTruncated,
    Optional<ArtifactId> collected) {

  /** The same with another artifact made of its files. */
  RunReport with(Optional<ArtifactId> other) {
    return new RunReport(
        ending, cpuTime, wallTime, peakKib, stdout, stderr, stderrTruncated, other);
  }

  /** Of a run with which also whoever measured it died for want of memory. */
  static RunReport ranOutOfMemory(RunLimits limits) {
    return new RunReport(
        new Ending.LimitExceeded(Limit.MEMORY),
        Duration.ZERO,
        Duration.ZERO,
        limits.memoryBytes() / 1024,
        new byte[0],
        new byte[0],
        false,
        Optional.empty());
  }
}
