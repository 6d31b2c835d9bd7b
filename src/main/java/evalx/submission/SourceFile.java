package evalx.submission;

/** A file of a program. */
public record SourceFile(String name, byte[] content) {}
