package evalx.submission;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * A file of a program.
 *
 * @param content nothing where it is a file of the file store
 * @param isData whether it is no source, whatever its name is
 */
public record SourceFile(String name, byte[] content, Optional<FileId> file, boolean isData) {
  public SourceFile(String name, byte[] content) {
    this(name, content, Optional.empty());
  }

  /** A source, if its name is that of one. */
  public SourceFile(String name, byte[] content, Optional<FileId> file) {
    this(name, content, file, false);
  }

  /** The same file for the program to find, which its compiler is not given. */
  public SourceFile asData() {
    return new SourceFile(name, content, file, true);
  }

  /** The same file without the byte order mark that its content may begin with. */
  public SourceFile withoutByteOrderMark() {
    int begin = ByteOrderMark.end(content);
    return begin == 0
        ? this
        : new SourceFile(name, Arrays.copyOfRange(content, begin, content.length), file, isData);
  }

  /** The same file with LF for each CR LF, where every line ends so, as in an editor of Windows. */
  public SourceFile withUnixLines() {
    var lines = new ByteArrayOutputStream(content.length);
    for (int i = 0; i < content.length; i++) {
      var isEnd = content[i] == '\n';
      if (isEnd && (i == 0 || content[i - 1] != '\r')) {
        return this;
      }
      var isBeforeEnd = i + 1 < content.length && content[i + 1] == '\n';
      if (content[i] != '\r' || !isBeforeEnd) {
        lines.write(content[i]);
      }
    }
    return new SourceFile(name, lines.toByteArray(), file, isData);
  }
}
