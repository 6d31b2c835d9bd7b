package evalx.submission;

import java.util.Arrays;
import java.util.Optional;

/**
 * What a program wrote to stdout or stderr, as far as a result keeps it.
 *
 * @param truncated whether the program wrote more
 * @param file all of it in the file store, where that was asked for and there is more
 */
public record Output(byte[] bytes, boolean truncated, Optional<FileId> file) {
  /** For a program that wrote nothing, or never ran. */
  public static final Output NONE = new Output(new byte[0], false);

  public Output(byte[] bytes, boolean truncated) {
    this(bytes, truncated, Optional.empty());
  }

  /** The same, all of which is in the file store. */
  public Output in(FileId kept) {
    return new Output(bytes, truncated, Optional.of(kept));
  }

  /** The first {@code max} bytes of it. */
  public Output first(int max) {
    return bytes.length <= max ? this : new Output(Arrays.copyOf(bytes, max), true, file);
  }
}
