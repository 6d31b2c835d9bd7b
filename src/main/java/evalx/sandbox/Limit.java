package evalx.sandbox;

/** The limits of a run. If several are exceeded, the first in this order counts. */
public enum Limit {
  OUTPUT,
  MEMORY,
  CPU,
  WALL
}
