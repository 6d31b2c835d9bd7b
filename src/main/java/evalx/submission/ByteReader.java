package evalx.submission;

import java.io.IOException;
import java.io.InputStream;

/** Reads an output byte by byte. */
final class ByteReader {
  /** What {@link #next} returns at the end. */
  static final int END = -1;

  private static final int PIECE = 1 << 16;
  private static final int MARK_BYTES = 3;

  private final InputStream in;
  private final byte[] piece = new byte[PIECE];
  private int at;
  private int size;

  ByteReader(InputStream in) {
    this.in = in;
  }

  /** The next byte, 0 to 255, or {@link #END} from the end on. */
  int next() throws IOException {
    if (at == size) {
      at = 0;
      size = Math.max(0, in.readNBytes(piece, 0, PIECE));
      if (size == 0) {
        return END;
      }
    }
    return piece[at++] & 0xff;
  }

  /** Skips a byte order mark; to be called at the beginning. */
  void skipMark() throws IOException {
    size = in.readNBytes(piece, 0, PIECE);
    at = size >= MARK_BYTES ? ByteOrderMark.end(piece) : 0;
  }

  /** The next byte that is no white space. */
  int nextVisible() throws IOException {
    int b = next();
    while (b != END && isBlank(b)) {
      b = next();
    }
    return b;
  }

  /**
   * Whether nothing but white space comes from a byte on to the next one of a kind, or the end;
   * reads up to it.
   */
  boolean isBlankTo(int last, int first) throws IOException {
    int b = first;
    while (b != last && b != END) {
      if (!isBlank(b)) {
        return false;
      }
      b = next();
    }
    return true;
  }

  /** Whether a byte is white space, or the end. */
  static boolean isBlank(int b) {
    return b == ' ' || (b >= '\t' && b <= '\r') || b == END;
  }
}
