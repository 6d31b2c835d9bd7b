package evalx.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
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
    return name(keep.keep(new Text(Arrays.copyOfRange(begun, 1, MAX_SHORT))));
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

  /** A text without its quotes and escapes. */
  private final class Text extends InputStream {
    private final byte[] begun;
    private int taken;
    private boolean over;

    /** The bytes of a character that was escaped. */
    private byte[] character = {};

    private int told;

    Text(byte[] begun) {
      this.begun = begun;
    }

    @Override
    public int read() throws IOException {
      if (told < character.length) {
        return character[told++] & 0xff;
      }
      if (over) {
        return -1;
      }
      var c = raw();
      if (c == '"') {
        over = true;
        return -1;
      }
      if (c < ' ') {
        throw new NotJson("a text has a control character that is not escaped");
      }
      return c == '\\' ? escaped() : c;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      var count = 0;
      for (int c = 0; count < length; count++) {
        c = read();
        if (c < 0) {
          return count == 0 ? -1 : count;
        }
        into[offset + count] = (byte) c;
      }
      return count;
    }

    private int raw() throws IOException {
      var c = taken < begun.length ? begun[taken++] & 0xff : nextByte();
      if (c < 0) {
        throw new EOFException("a text has no end");
      }
      return c;
    }

    private int escaped() throws IOException {
      var c = raw();
      return switch (c) {
        case '"', '\\', '/' -> c;
        case 'b' -> '\b';
        case 'f' -> '\f';
        case 'n' -> '\n';
        case 'r' -> '\r';
        case 't' -> '\t';
        case 'u' -> numbered();
        default -> throw new NotJson("a text has an escape that there is not");
      };
    }

    /**
     * Half a character without its other half is refused where no escape follows, else a question
     * mark.
     */
    private int numbered() throws IOException {
      var first = (char) hex();
      var text = String.valueOf(first);
      if (Character.isHighSurrogate(first)) {
        if (raw() != '\\' || raw() != 'u') {
          throw new NotJson("a text has half a character");
        }
        text += (char) hex();
      }
      character = text.getBytes(UTF_8);
      told = 1;
      return character[0] & 0xff;
    }

    private int hex() throws IOException {
      var number = 0;
      for (int i = 0; i < 4; i++) {
        var digit = Character.digit(raw(), 16);
        if (digit < 0) {
          throw new NotJson("a text has an escape that there is not");
        }
        number = 16 * number + digit;
      }
      return number;
    }
  }
}
