package evalx.config;

/** APIs of other engines that clients may speak instead of this one's own. */
public enum Dialect {
  JUDGE0,
  PISTON
}
