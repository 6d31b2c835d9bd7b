package evalx.submission;

import java.util.Arrays;

/**
 * A line of an output, or a token of it.
 *
 * @param number of the line in the output, from 1
 * @param before characters of the line that are before it
 * @param kept its first bytes
 * @param hash of all its bytes, 0 for none: those with the same one are taken for the same
 */
record OutputLine(long number, long before, byte[] kept, long hash, boolean isEnd) {
  private static final byte[] NOTHING = {};

  /** What comes after the last one, which is like an empty line. */
  static OutputLine end(long number) {
    return new OutputLine(number, 0, NOTHING, 0, true);
  }

  boolean isBlank() {
    return hash == 0;
  }

  boolean sameAs(OutputLine other) {
    return hash == other.hash && Arrays.equals(kept, other.kept);
  }
}
