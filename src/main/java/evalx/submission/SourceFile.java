package evalx.submission;

import java.util.Optional;

/**
 * A file of a program.
 *
 * @param content nothing where it is a file of the file store
 */
public record SourceFile(String name, byte[] content, Optional<FileId> file) {
  public SourceFile(String name, byte[] content) {
    this(name, content, Optional.empty());
  }
}
