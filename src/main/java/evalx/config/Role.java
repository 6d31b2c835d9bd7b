package evalx.config;

/** What a node does: serve HTTP, run jobs, or both. */
public enum Role {
  ALL,
  API,
  WORKER;

  /** Whether this node takes submissions over HTTP. */
  public boolean serves() {
    return this != WORKER;
  }

  /** Whether this node runs jobs. */
  public boolean works() {
    return this != API;
  }
}
