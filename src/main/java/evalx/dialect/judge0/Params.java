package evalx.dialect.judge0;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import evalx.dialect.Call;
import evalx.format.Json;
import evalx.format.NotJson;
import java.net.URLDecoder;
import java.util.List;
import java.util.Optional;

/** The parameters of a request: those of its query, of a form, and the members of its JSON. */
final class Params {
  private static final int MAX = 1000;

  private Params() {}

  /**
   * Those of the query and of a body.
   *
   * @param body empty for none
   */
  static ObjectNode of(Call call, byte[] body) {
    var params = query(call);
    var type = call.header("Content-Type").orElse("");
    if (body.length == 0) {
      return params;
    }
    if (type.startsWith("application/x-www-form-urlencoded")) {
      add(params, new String(body, UTF_8));
    } else if (type.startsWith("multipart/")) {
      throw new Refused(415, "send JSON or a form that is not multipart");
    } else {
      addJson(params, body);
    }
    return params;
  }

  /** Those of the query. */
  static ObjectNode query(Call call) {
    var params = Json.MAPPER.createObjectNode();
    add(params, Optional.ofNullable(call.request().getQueryString()).orElse(""));
    return params;
  }

  private static void addJson(ObjectNode params, byte[] body) {
    try {
      if (Json.parse(body) instanceof ObjectNode object) {
        params.setAll(object);
      }
    } catch (NotJson e) {
      throw new Refused(400, String.valueOf(e.getMessage()));
    }
  }

  private static void add(ObjectNode params, String encoded) {
    for (String pair : List.of(encoded.split("&", MAX))) {
      var parts = pair.split("=", 2);
      if (parts.length == 2) {
        params.put(decoded(parts[0]), decoded(parts[1]));
      }
    }
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, UTF_8);
    } catch (IllegalArgumentException e) {
      throw new Refused(400, "invalid %-encoding");
    }
  }

  /** Whether a switch is on; it is off unless it says so. */
  static boolean flag(JsonNode params, String name) {
    return isTrue(params.path(name).asText(""));
  }

  static boolean isTrue(String text) {
    return text.equals("true") || text.equals("1");
  }
}
