package evalx.sandbox;

/** A file of an artifact. */
public record ArtifactFile(String name, byte[] content, boolean executable) {}
