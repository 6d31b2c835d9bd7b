package evalx.dialect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import evalx.format.Json;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * An answer over HTTP.
 *
 * @param type its media type; empty where there is no body
 */
public record Answer(int status, String type, byte[] body) {
  private static final String JSON = "application/json";

  /** An answer in JSON. */
  public static Answer json(int status, JsonNode body) {
    try {
      return new Answer(status, JSON, Json.MAPPER.writeValueAsBytes(body));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An answer in JSON that is written already. */
  public static Answer json(int status, byte[] body) {
    return new Answer(status, JSON, body);
  }

  /** A JSON object of one member that is a text. */
  public static Answer json(int status, String name, String text) {
    return json(status, Json.MAPPER.createObjectNode().put(name, text));
  }

  /** An answer in plain text. */
  public static Answer text(int status, String text) {
    return new Answer(status, "text/plain;charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }

  /** An answer without a body. */
  public static Answer empty(int status) {
    return new Answer(status, "", new byte[0]);
  }
}
