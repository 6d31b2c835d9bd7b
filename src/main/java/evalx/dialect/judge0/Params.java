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
import java.util.regex.Pattern;

/** The parameters of a request: those of its query, of a form, and the members of its JSON. */
final class Params {
  private static final int MAX = 1000;

  /** A parameter of one of the submissions of a batch, as forms name it. */
  private static final Pattern OF_BATCH = Pattern.compile("submissions\\[]\\[([a-z_]+)]");

  private Params() {}

  /**
   * Those of the query and of a body.
   *
   * @param body empty for none
   */
  static ObjectNode of(Call call, byte[] body) {
    var params = query(call);
    if (body.length > 0) {
      params.setAll(body(call.header("Content-Type").orElse(""), body));
    }
    return params;
  }

  /**
   * Those of a body.
   *
   * @param type the header Content-Type; what says of itself that it is no form is JSON
   */
  static ObjectNode body(String type, byte[] body) {
    var params = Json.MAPPER.createObjectNode();
    if (type.startsWith("application/x-www-form-urlencoded")) {
      add(params, new String(body, UTF_8));
    } else if (type.startsWith("multipart/form-data")) {
      Multipart.read(type, body).forEach(part -> put(params, part.name(), part.text()));
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
        put(params, decoded(parts[0]), decoded(parts[1]));
      }
    }
  }

  /** In a batch the next submission begins where a parameter comes again. */
  private static void put(ObjectNode params, String name, String value) {
    var ofBatch = OF_BATCH.matcher(name);
    if (!ofBatch.matches()) {
      params.put(name, value);
      return;
    }
    var list = params.withArray("/submissions");
    var parameter = ofBatch.group(1);
    var last = list.get(list.size() - 1);
    var submission =
        last instanceof ObjectNode begun && !begun.has(parameter) ? begun : list.addObject();
    submission.put(parameter, value);
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

  private static boolean isTrue(String text) {
    return text.equals("true") || text.equals("1");
  }
}
