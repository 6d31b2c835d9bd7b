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
  /** Those of the node. */
  public static final BoxLimits NODE =
      new BoxLimits(Optional.empty(), Optional.empty(), Optional.empty());
}
