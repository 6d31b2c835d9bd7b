package evalx.sandbox;

/** An artifact is not, or no longer, in the store: store it or compile again. */
public final class ArtifactMissing extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient ArtifactId id;

  public ArtifactMissing(ArtifactId id) {
    super("artifact " + id.sha256() + " is not in the store");
    this.id = id;
  }

  public ArtifactId id() {
    return id;
  }
}
