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
    Optional<ArtifactId> collected) {}
