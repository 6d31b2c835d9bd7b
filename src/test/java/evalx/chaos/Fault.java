package evalx.chaos;

import java.time.Duration;

/**
 * Something that goes wrong.
 *
 * @param at when it begins, after the start
 * @param lasts how long; nothing where a supervisor mends it
 */
record Fault(Duration at, Target target, Duration lasts) {
  /** What a fault does. */
  enum Kind {
    /** SIGKILL; the supervisor of the process starts it again. */
    KILL,
    /** SIGSTOP, then SIGCONT: longer than the broker keeps a silent client, which are 30 s. */
    STOP,
    /** The disk is full. */
    FILL,
    /** The network is cut. */
    CUT
  }

  /**
   * What it happens to.
   *
   * @param node such as worker-1, or redis
   * @param part of a node, such as server; empty where there is one only
   */
  record Target(Kind kind, String node, String part) {
    @Override
    public String toString() {
      return (kind.name().toLowerCase(java.util.Locale.ROOT) + " " + node + " " + part).strip();
    }
  }

  Duration end() {
    return at.plus(lasts);
  }

  @Override
  public String toString() {
    return target + (lasts.isZero() ? "" : " for " + lasts.toSeconds() + " s");
  }
}
