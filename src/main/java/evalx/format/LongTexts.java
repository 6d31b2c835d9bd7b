package evalx.format;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;

/**
 * JSON as it arrives, of which long texts go elsewhere, piece by piece, and only a name of each
 * stays: what is left can be parsed in the heap, however long the texts are. A text in its place is
 * {@link #MARK} and its name.
 */
public final class LongTexts extends InputStream {
  /** Begins what stands for a text. */
  public static final char MARK = '\0';

  private static final byte[] ESCAPED_MARK = {'\\', 'u', '0', '0', '0', '0'};

  /** Bytes of a text, as it is written in JSON, that stays where it is. */
  private static final int MAX_SHORT = 64 << 10;

  private static final int PIECE = 1 << 16;

  private final InputStream in;
  private final Keep keep;
  private final byte[] piece = new byte[PIECE];
  private int next;
  private int end;

  /** What was read, and is given out before more is. */
  private byte[] ready = {};

  private int given;

  /** Keeps a text. */
  public interface Keep {
    /**
     * Reads a text to its end.
     *
     * @param text in UTF-8
     * @return its name, of letters and digits
     */
    String keep(InputStream text) throws IOException;
  }

  public LongTexts(InputStream in, Keep keep) {
    this.in = in;
    this.keep = keep;
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  /**
   * Reads some of it.
   *
   * @throws NotJson when a long text is none of JSON's
   */
  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (given == ready.length) {
      var c = nextByte();
      if (c < 0) {
        return -1;
      }
      ready = c == '"' ? text() : new byte[] {(byte) c};
      given = 0;
    }
    var count = Math.min(length, ready.length - given);
    System.arraycopy(ready, given, into, offset, count);
    given += count;
    return count;
  }

  private int nextByte() throws IOException {
    if (next == end) {
      end = Math.max(0, in.read(piece, 0, PIECE));
      next = 0;
      if (end == 0) {
        return -1;
      }
    }
    return piece[next++] & 0xff;
  }

  /** A text with its quotes, or what stands for it. */
  private byte[] text() throws IOException {
    var begun = new byte[1024];
    begun[0] = '"';
    var escapes = false;
    for (int length = 1; length < MAX_SHORT; length++) {
      var c = nextByte();
      if (c < 0) {
        return Arrays.copyOf(begun, length);
      }
      if (length == begun.length) {
        begun = Arrays.copyOf(begun, 2 * length);
      }
      begun[length] = (byte) c;
      if (c == '"' && !escapes) {
        return Arrays.copyOf(begun, length + 1);
      }
      escapes = c == '\\' && !escapes;
    }
    var start = new ByteArrayInputStream(begun, 1, MAX_SHORT - 1);
    return name(keep.keep(new UnescapedText(new SequenceInputStream(start, new Rest()))));
  }

  private static byte[] name(String kept) {
    var name = new byte[1 + ESCAPED_MARK.length + kept.length() + 1];
    name[0] = '"';
    System.arraycopy(ESCAPED_MARK, 0, name, 1, ESCAPED_MARK.length);
    for (int i = 0; i < kept.length(); i++) {
      name[1 + ESCAPED_MARK.length + i] = (byte) kept.charAt(i);
    }
    name[name.length - 1] = '"';
    return name;
  }

  /** What follows, as it is written in JSON. */
  private final class Rest extends ByteByByte {
    @Override
    protected int next() throws IOException {
      return nextByte();
    }
  }
}
