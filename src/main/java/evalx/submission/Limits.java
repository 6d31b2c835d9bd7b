package evalx.submission;

import java.time.Duration;

/**
 * What each test case may use.
 *
 * @param cpu CPU time of all its processes
 * @param wall real time, from exec
 * @param memory bytes
 */
public record Limits(Duration cpu, Duration wall, long memory) {}
