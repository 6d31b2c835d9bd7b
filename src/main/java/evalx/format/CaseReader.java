package evalx.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Takes one test case out of a result as {@link ResultWriter} wrote it. */
public final class CaseReader {
  private static final JsonFactory JSON = new JsonFactory();

  private CaseReader() {}

  /**
   * The JSON of a test case; empty where the result has not as many. No more than this test case is
   * held in memory.
   *
   * @param result its JSON
   * @param index from 0
   * @throws IOException when the result cannot be read
   */
  public static Optional<byte[]> find(InputStream result, int index) throws IOException {
    try (var parser = JSON.createParser(result)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        var name = parser.currentName();
        parser.nextToken();
        if (name.equals("results")) {
          return element(parser, index);
        }
        parser.skipChildren();
      }
      return Optional.empty();
    }
  }

  private static Optional<byte[]> element(JsonParser parser, int index) throws IOException {
    for (int i = 0; parser.nextToken() == JsonToken.START_OBJECT; i++) {
      if (i == index) {
        return Optional.of(copy(parser));
      }
      parser.skipChildren();
    }
    return Optional.empty();
  }

  /** The value that a parser is at. */
  static byte[] copy(JsonParser parser) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var json = Json.MAPPER.getFactory().createGenerator(out)) {
      json.copyCurrentStructure(parser);
    }
    return out.toByteArray();
  }
}
