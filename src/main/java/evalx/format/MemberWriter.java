package evalx.format;

import com.fasterxml.jackson.core.JsonGenerator;
import evalx.submission.Encoding;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Writes members of the kinds that a submission has. */
final class MemberWriter {
  private static final int NANO_DIGITS = 9;

  private final JsonGenerator json;
  private final Encoding inherited;

  /**
   * @param inherited the encoding of the submission
   */
  MemberWriter(JsonGenerator json, Encoding inherited) {
    this.json = json;
    this.inherited = inherited;
  }

  void size(String name, long bytes) throws IOException {
    json.writeStringField(name, (bytes >> 10) + "k");
  }

  void memory(long bytes) throws IOException {
    size("memory", bytes);
  }

  void bytes(String name, Encoding encoding, byte[] bytes) throws IOException {
    json.writeFieldName(name);
    if (encoding == Encoding.BASE64) {
      json.writeBinary(bytes);
    } else {
      json.writeUTF8String(bytes, 0, bytes.length);
    }
  }

  /** An encoding is written where it is not that of the submission. */
  void ownEncoding(Encoding encoding) throws IOException {
    if (encoding != inherited) {
      json.writeStringField("encoding", name(encoding));
    }
  }

  static String name(Encoding encoding) {
    return encoding.name().toLowerCase(Locale.ROOT);
  }

  void seconds(String name, Duration time) throws IOException {
    json.writeFieldName(name);
    json.writeNumber(
        BigDecimal.valueOf(time.toNanos(), NANO_DIGITS).stripTrailingZeros().toPlainString());
  }

  void text(String name, Optional<String> text) throws IOException {
    if (text.isPresent()) {
      json.writeStringField(name, text.get());
    }
  }

  /** An empty list is absent. */
  void texts(String name, List<String> texts) throws IOException {
    if (!texts.isEmpty()) {
      json.writeFieldName(name);
      json.writeArray(texts.toArray(String[]::new), 0, texts.size());
    }
  }
}
