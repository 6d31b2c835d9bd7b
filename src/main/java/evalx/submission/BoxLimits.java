package evalx.submission;

import java.util.Optional;

/**
 * Limits of a run's box, which lower those of its node.
 *
 * @param processes and threads at the same time
 * @param disk bytes of the working folder, of /tmp, and of each file
 * @param stack bytes, which a program may raise again: its memory has a limit anyway
 */
public record BoxLimits(Optional<Integer> processes, Optional<Long> disk, Optional<Long> stack) {
  /** A constant of the compiler, so that settings have it where this class is not. */
  public static final int MAX_PROCESSES = 4096;

  public static final long MIN_DISK = 4L << 10;
  public static final long MAX_DISK = 64L << 20;
  public static final long MIN_STACK = 64L << 10;
  public static final long MAX_STACK = 1L << 30;

  /** Those of the node. */
  public static final BoxLimits NODE =
      new BoxLimits(Optional.empty(), Optional.empty(), Optional.empty());

  /** The nearest to these that may be asked for. */
  public static BoxLimits nearest(
      Optional<Integer> processes, Optional<Long> disk, Optional<Long> stack) {
    return new BoxLimits(
        processes.map(count -> Math.max(1, Math.min(MAX_PROCESSES, count))),
        disk.map(bytes -> Math.max(MIN_DISK, Math.min(MAX_DISK, bytes))),
        stack.map(bytes -> Math.max(MIN_STACK, Math.min(MAX_STACK, bytes))));
  }
}
