package evalx.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LongTextsTest {
  private static final String LONG = "x".repeat(100_000);

  private final List<String> kept = new ArrayList<>();

  private String keep(InputStream text) throws IOException {
    kept.add(new String(text.readAllBytes(), UTF_8));
    return "text" + (kept.size() - 1);
  }

  private byte[] rest(String json) throws IOException {
    return new LongTexts(new ByteArrayInputStream(json.getBytes(UTF_8)), this::keep).readAllBytes();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "{\"a\": \"b\\\"c\\\\\", \"d\": [1, \"\", null]}",
        "{\"a\": \"no end",
        "{\"a\": \"\\u0000\u00e9\"}"
      })
  void whatHasNoLongTextStaysAsItIs(String json) throws IOException {
    assertThat(rest(json)).isEqualTo(json.getBytes(UTF_8));
    assertThat(kept).isEmpty();
  }

  @Test
  void aLongTextIsReplacedByItsName() throws IOException {
    var rest = Json.parse(rest("{\"a\":\"" + LONG + "\",\"b\":[\"" + LONG + "y\", \"z\"]}"));

    assertThat(rest.get("a").asText()).isEqualTo("\0text0");
    assertThat(rest.get("b")).extracting(JsonNode::asText).containsExactly("\0text1", "z");
    assertThat(kept).containsExactly(LONG, LONG + "y");
  }

  /** Escapes lie on the border between what is read first and the rest, too. */
  @Test
  void aLongTextIsReadAsJsonReadsIt() throws IOException {
    var odd = "\\n\\t\\\"\\\\\\/\\b\\f\\r\\u00e9\\ud83d\\ude00\\u0041\u20ac".repeat(10_000);
    for (int shift = 0; shift < 60; shift++) {
      kept.clear();
      var text = "\"" + "x".repeat(shift) + odd + "\"";
      assertThat(rest(text)).isEqualTo("\"\\u0000text0\"".getBytes(UTF_8));
      assertThat(kept.get(0)).isEqualTo(Json.parse(text.getBytes(UTF_8)).asText());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\x", "\\u12g4", "\n", "\\ud83dx", "\\ud83d\\n"})
  void aLongTextThatIsNoneIsRefused(String wrong) {
    assertThatThrownBy(() -> rest("\"" + LONG + wrong + "\"")).isInstanceOf(NotJson.class);
  }

  @Test
  void aLongTextWithoutAnEndIsIncomplete() {
    assertThatThrownBy(() -> rest("\"" + LONG)).isInstanceOf(EOFException.class);
  }
}
