package evalx.dialect.piston;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** A text in UTF-8 that comes in pieces, which may end within a character. */
final class Utf8Pieces {
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);

  /** The bytes of a character whose end has not come. */
  private byte[] begun = {};

  /** The characters that have come to their end with this piece. */
  String next(byte[] piece) {
    var bytes = ByteBuffer.allocate(begun.length + piece.length).put(begun).put(piece).flip();
    var text = CharBuffer.allocate(bytes.remaining());
    decoder.decode(bytes, text, false);
    begun = new byte[bytes.remaining()];
    bytes.get(begun);
    return text.flip().toString();
  }

  /** What is left at the end of the text, which is no whole character; to be called once. */
  String rest() {
    var text = CharBuffer.allocate(begun.length + 1);
    decoder.decode(ByteBuffer.wrap(begun), text, true);
    decoder.flush(text);
    begun = new byte[0];
    return text.flip().toString();
  }
}
