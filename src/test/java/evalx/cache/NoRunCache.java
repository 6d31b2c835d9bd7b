package evalx.cache;

/** A cache of runs that neither finds nor keeps anything. */
public final class NoRunCache {
  private NoRunCache() {}

  /** What is null is not touched while the cache is disabled. */
  @SuppressWarnings("NullAway")
  public static RunCache create() {
    return new RunCache(null, false);
  }
}
