package evalx.config;

/** What runs programs: one of the drivers, or the first of them that works, in this order. */
public enum Driver {
  AUTO,
  NATIVE,
  ISOLATE,
  DOCKER
}
