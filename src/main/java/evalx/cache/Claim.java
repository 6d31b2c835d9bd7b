package evalx.cache;

/** What came of asking for a program that somebody may have compiled, or may be compiling. */
public sealed interface Claim {
  /** It was compiled before. */
  record Hit(Compilation compilation) implements Claim {}

  /**
   * The same of a program so large that it has to be {@linkplain ArtifactCache#use used in turn}.
   */
  record LargeHit() implements Claim {}

  /** Compile it: all others wait, as long as the claim is renewed. */
  record Mine() implements Claim {}

  /** Another node compiles it: ask again. */
  record Theirs() implements Claim {}
}
