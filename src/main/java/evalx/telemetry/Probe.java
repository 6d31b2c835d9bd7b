package evalx.telemetry;

/** What can be asked about the health of this node. */
public enum Probe {
  /** Whether it can go on without a restart. */
  LIVE,
  /** Whether it takes requests and jobs. */
  READY,
  /** Whether its start is over. */
  STARTED
}
