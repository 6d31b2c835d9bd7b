package evalx.redis;

/** Whether Redis can be worked with now. */
public enum Condition {
  /** It answers and accepts writes. */
  WORKS,
  /** It answers, but has no memory left for writes. */
  FULL,
  /** It does not answer, or refuses to work. */
  AWAY
}
