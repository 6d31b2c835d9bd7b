package evalx.format;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Parses bytes that anybody may have sent, with bounds on everything but their number. */
public final class Json {
  private static final int DEPTH = 16;
  private static final int NAME_LENGTH = 256;
  private static final int NUMBER_LENGTH = 64;

  /**
   * Of a tree each token takes up to 150 bytes, however short it is; the largest submission that is
   * legal has 1000 test cases with 32 arguments.
   */
  private static final int MAX_TOKENS = 50_000;

  public static final ObjectMapper MAPPER =
      new ObjectMapper(
              new JsonFactoryBuilder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEPTH)
                          .maxNameLength(NAME_LENGTH)
                          .maxNumberLength(NUMBER_LENGTH)
                          .maxStringLength(Integer.MAX_VALUE)
                          .maxTokenCount(MAX_TOKENS)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  /** What a message says to those who wrote the parser's configuration, not the JSON. */
  private static final Pattern OF_PARSER =
      Pattern.compile(
          "(: enable `[\\w.]+` to allow"
              + "|\\s*\\(not recognized as one since Feature '\\w+' not enabled for parser\\)"
              + "|\\s*\\(of type \\w+\\) found after value .*"
              + "|\\s*\\(start marker at .*)");

  private Json() {}

  /**
   * Parses one JSON value in UTF-8.
   *
   * @throws NotJson when it is none
   */
  public static JsonNode parse(byte[] body) {
    try {
      var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
      var node = MAPPER.readTree(text);
      if (node.isMissingNode()) {
        throw new NotJson("the body is empty");
      }
      return node;
    } catch (CharacterCodingException e) {
      throw new NotJson("the body is not UTF-8");
    } catch (JsonProcessingException e) {
      throw new NotJson(
          "line %d, column %d: %s"
              .formatted(
                  e.getLocation() == null ? 0 : e.getLocation().getLineNr(),
                  e.getLocation() == null ? 0 : e.getLocation().getColumnNr(),
                  firstLine(e.getOriginalMessage())));
    }
  }

  private static String firstLine(String message) {
    var line = message.lines().findFirst().orElse("not JSON");
    var plain = OF_PARSER.matcher(line).replaceAll("");
    return plain.length() > 200 ? plain.substring(0, 200) : plain;
  }
}
