package evalx.config;

/** APIs of other engines, and of agents, that clients may speak instead of this one's own. */
public enum Dialect {
  JUDGE0,
  PISTON,
  SANDBOXFUSION,
  JOBE,
  MCP
}
