package evalx.submission;

import java.util.Arrays;

/**
 * What a program wrote to stdout or stderr, as far as a result keeps it.
 *
 * @param truncated whether the program wrote more
 */
public record Output(byte[] bytes, boolean truncated) {
  /** For a program that wrote nothing, or never ran. */
  public static final Output NONE = new Output(new byte[0], false);

  /** The first {@code max} bytes of it. */
  public Output first(int max) {
    return bytes.length <= max ? this : new Output(Arrays.copyOf(bytes, max), true);
  }
}
