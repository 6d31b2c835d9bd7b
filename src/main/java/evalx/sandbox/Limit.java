package evalx.sandbox;

/** The limits of a run, the one that counts first where several are exceeded. */
public enum Limit {
  OUTPUT,
  MEMORY,
  CPU,
  WALL
}
