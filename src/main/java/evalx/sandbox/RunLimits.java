package evalx.sandbox;

import java.time.Duration;

/**
 * What a run may use.
 *
 * @param cpu CPU time of all its processes
 * @param wall real time from exec
 * @param processes processes and threads at one time
 */
public record RunLimits(Duration cpu, Duration wall, int processes, Bytes bytes) {
  /** Enough for a program that does nothing. */
  public static final RunLimits SMALL =
      new RunLimits(
          Duration.ofSeconds(1),
          Duration.ofSeconds(10),
          8,
          new Bytes(64L << 20, 1 << 10, 1 << 10, 1 << 20));

  /**
   * Sizes in bytes.
   *
   * @param memory peak memory of all its processes and its files in /box and /tmp
   * @param stdout more ends the run
   * @param stderr what is kept of it; the rest is dropped
   * @param disk all files in /box, and again in /tmp
   * @param stack of each process
   */
  public record Bytes(long memory, long stdout, long stderr, long disk, long stack) {
    private static final long MIN_STACK = 8L << 20;

    /** With a stack that only the memory bounds. */
    public Bytes(long memory, long stdout, long stderr, long disk) {
      this(memory, stdout, stderr, disk, Math.max(memory, MIN_STACK));
    }
  }

  public long memoryBytes() {
    return bytes.memory();
  }

  public long stdoutBytes() {
    return bytes.stdout();
  }

  public long stderrBytes() {
    return bytes.stderr();
  }

  public long diskBytes() {
    return bytes.disk();
  }

  public long stackBytes() {
    return bytes.stack();
  }
}
