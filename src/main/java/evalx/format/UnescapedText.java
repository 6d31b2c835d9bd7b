package evalx.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** A text of JSON without its quotes and escapes, in UTF-8. */
final class UnescapedText extends ByteByByte {
  private final InputStream in;
  private boolean over;

  /** The bytes of a character that was escaped. */
  private byte[] character = {};

  private int told;

  /**
   * @param in the text as it is written, after its first quote; nothing is read after its last
   */
  UnescapedText(InputStream in) {
    this.in = in;
  }

  /**
   * Reads a byte.
   *
   * @throws NotJson when the text is none of JSON's
   */
  @Override
  protected int next() throws IOException {
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

  private int raw() throws IOException {
    var c = in.read();
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
