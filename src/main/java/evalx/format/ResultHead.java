package evalx.format;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * What is read of a stored result without reading all of it.
 *
 * @param attempts how many times its submission was started
 */
public record ResultHead(String status, int attempts) {
  /** The head of a result as {@link ResultWriter} wrote it. */
  public static ResultHead of(byte[] json) {
    try (JsonParser parser = Json.MAPPER.createParser(json)) {
      return of(parser);
    } catch (IOException e) {
      throw new UncheckedIOException("a stored result is damaged", e);
    }
  }

  private static ResultHead of(JsonParser parser) throws IOException {
    var status = "";
    parser.nextToken();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      var name = parser.currentName();
      parser.nextToken();
      if (name.equals("status")) {
        status = parser.getText();
      } else if (name.equals("attempts")) {
        return new ResultHead(status, parser.getIntValue());
      }
      parser.skipChildren();
    }
    return new ResultHead(status, 0);
  }
}
