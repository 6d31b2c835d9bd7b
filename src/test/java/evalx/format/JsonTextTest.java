package evalx.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Whatever a program prints, its text takes as many bytes as are said, and no more than allowed.
 */
class JsonTextTest {
  private static final String[] PIECES = {
    "a", "\"", "\\", "\n", "\0", "\u001f", "\u007f", "é", "€", "\ufffd", "😀", "\u2028"
  };

  private final Random random = new Random(1);

  private byte[] text() {
    var text = new StringBuilder();
    for (int i = random.nextInt(60); i > 0; i--) {
      text.append(PIECES[random.nextInt(PIECES.length)]);
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private byte[] noise() {
    var bytes = text();
    for (int i = random.nextInt(4); i > 0 && bytes.length > 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    return bytes;
  }

  private static void checkLength(JsonText text, int max) throws JsonProcessingException {
    var written = Json.MAPPER.writeValueAsBytes(text.value());
    assertThat(text.length()).isEqualTo(written.length - 2).isLessThanOrEqualTo(max);
  }

  @Test
  void lengthsAreThoseOfTheWriterAndWithinTheBound() throws JsonProcessingException {
    for (int i = 0; i < 50_000; i++) {
      var bytes = noise();
      var max = random.nextInt(120);
      checkLength(JsonText.utf8(bytes, random.nextBoolean(), max), max);
      checkLength(JsonText.base64(bytes, false, max), max);
    }
  }

  @Test
  void textIsCutBetweenCharactersAndOnlyWhereItMustBe() {
    for (int i = 0; i < 50_000; i++) {
      var bytes = text();
      var whole = new String(bytes, StandardCharsets.UTF_8);
      var max = random.nextInt(120);

      var cut = JsonText.utf8(bytes, false, max);

      assertThat(whole).startsWith(cut.value());
      assertThat(cut.lossy()).isFalse();
      assertThat(cut.truncated()).isEqualTo(cut.value().length() < whole.length());
      if (cut.truncated()) {
        var next = whole.codePointAt(cut.value().length());
        var longer = cut.value() + Character.toString(next);
        assertThat(JsonText.of(longer, Integer.MAX_VALUE).length()).isGreaterThan(max);
      }
    }
  }

  @Test
  void aCharacterCutByTheSandboxIsNotLossy() {
    var bytes = "a😀".getBytes(StandardCharsets.UTF_8);
    for (int length = 1; length < bytes.length; length++) {
      var text = JsonText.utf8(Arrays.copyOf(bytes, length), true, 100);
      assertThat(text).isEqualTo(new JsonText("a", 1, true, false));
    }
    assertThat(JsonText.utf8(Arrays.copyOf(bytes, 3), false, 100))
        .isEqualTo(new JsonText("a\ufffd", 4, false, true));
  }

  @Test
  void base64IsCutBetweenGroups() {
    var bytes = new byte[10];

    var text = JsonText.base64(bytes, false, 11);

    assertThat(Base64.getDecoder().decode(text.value())).hasSize(6);
    assertThat(text.truncated()).isTrue();
  }
}
