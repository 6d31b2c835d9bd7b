package evalx.sandbox;

/** An artifact is not in the store (any more): store it or compile again. */
public final class ArtifactMissing extends RuntimeException {
  public ArtifactMissing(ArtifactId id) {
    super("artifact " + id.sha256() + " is not in the store");
  }
}
