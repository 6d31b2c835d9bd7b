package evalx.submission;

import java.util.Arrays;
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

  /** The same file without the byte order mark that its content may begin with. */
  public SourceFile withoutByteOrderMark() {
    int begin = ByteOrderMark.end(content);
    return begin == 0
        ? this
        : new SourceFile(name, Arrays.copyOfRange(content, begin, content.length), file);
  }
}
