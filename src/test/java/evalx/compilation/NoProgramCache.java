package evalx.compilation;

/** A program cache that neither finds nor keeps anything. */
public final class NoProgramCache {
  private NoProgramCache() {}

  /** What is null is not touched while the cache is disabled. */
  @SuppressWarnings("NullAway")
  public static ProgramCache create() {
    return new ProgramCache(null, null, "", false);
  }
}
