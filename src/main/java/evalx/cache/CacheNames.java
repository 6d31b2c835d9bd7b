package evalx.cache;

/** The names of keys in Redis. */
final class CacheNames {
  static final String ARTIFACT = "evalx:artifact:";
  static final String RUN = "evalx:exec:";

  /** A sorted set of the artifacts' hashes by how long their uses let them stay. */
  static final String USES = "evalx:artifacts";

  static final String TRIMMER = "evalx:trimmer";

  private static final String COMPILING = "evalx:compiling:";

  private CacheNames() {}

  static String artifact(String name) {
    return ARTIFACT + name;
  }

  static String compiling(String name) {
    return COMPILING + name;
  }

  static String run(String name) {
    return RUN + name;
  }
}
