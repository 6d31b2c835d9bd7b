package evalx.dialect.piston;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Utf8PiecesTest {
  @Test
  void piecesMayEndWithinACharacter() {
    var random = new Random(1);
    var text = "aä€😀\n".repeat(50);
    for (int round = 0; round < 200; round++) {
      var pieces = new Utf8Pieces();
      var heard = new StringBuilder();
      var bytes = text.getBytes(UTF_8);
      for (int at = 0; at < bytes.length; ) {
        int to = Math.min(bytes.length, at + 1 + random.nextInt(7));
        heard.append(pieces.next(Arrays.copyOfRange(bytes, at, to)));
        at = to;
      }
      assertThat(heard.append(pieces.rest())).hasToString(text);
    }
  }

  @Test
  void otherBytesAreReplaced() {
    var pieces = new Utf8Pieces();
    assertThat(pieces.next(new byte[] {'a', (byte) 0xff, 'b', (byte) 0xe2, (byte) 0x82}))
        .isEqualTo("a\ufffdb");
    assertThat(pieces.rest()).isEqualTo("\ufffd");
  }
}
