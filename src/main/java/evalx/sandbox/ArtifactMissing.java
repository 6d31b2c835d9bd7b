package evalx.sandbox;

/** An artifact is not, or no longer, in the store: store it or compile again. */
public final class ArtifactMissing extends RuntimeException {
  public ArtifactMissing(ArtifactId id) {
    super("artifact " + id.sha256() + " is not in the store");
  }
}
