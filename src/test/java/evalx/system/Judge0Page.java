package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/**
 * A page of another origin that speaks to Judge0 as its IDE does, in a browser: what is no simple
 * request is asked for by a preflight first, and an answer that does not allow the origin is lost.
 */
final class Judge0Page {
  private static final String ORIGIN = "https://ide.example";
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final Duration PACE = Duration.ofMillis(100);

  private final Client client;
  private final String token;

  Judge0Page(Client client, String token) {
    this.client = client;
    this.token = token;
  }

  /** The languages that it offers, by id. */
  JsonNode languages() {
    return ask("GET", "/languages", Map.of(), BodyPublishers.noBody());
  }

  /** Runs a program and gives the result that its polls end with, with texts decoded. */
  ObjectNode run(int language, String source, String stdin) {
    var submission = Client.JSON.createObjectNode();
    submission.put("source_code", base64(source)).put("language_id", language);
    submission.put("stdin", base64(stdin)).put("compiler_options", "");
    submission.put("command_line_arguments", "").put("redirect_stderr_to_stdout", true);
    var created =
        ask(
            "POST",
            "/submissions?base64_encoded=true&wait=false",
            Map.of("Content-Type", "application/json"),
            BodyPublishers.ofByteArray(Client.bytes(submission)));
    var path = "/submissions/" + created.get("token").asText();
    var fields = "?base64_encoded=true&fields=status,stdout,compile_output,time,memory";
    var result =
        await("a result of Judge0's IDE")
            .atMost(LIMIT)
            .pollInterval(PACE)
            .until(
                () -> ask("GET", path + fields, region(), BodyPublishers.noBody()),
                answer -> answer.at("/status/id").asInt() > 2);
    return decoded((ObjectNode) result);
  }

  /** The server has not named one, which the IDE sends all the same. */
  private static Map<String, String> region() {
    return Map.of("X-Judge0-Region", "null");
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static ObjectNode decoded(ObjectNode result) {
    for (var name : List.of("stdout", "compile_output")) {
      if (result.get(name).isTextual()) {
        var bytes = Base64.getMimeDecoder().decode(result.get(name).asText());
        result.put(name, new String(bytes, StandardCharsets.UTF_8));
      }
    }
    return result;
  }

  private JsonNode ask(
      String method, String path, Map<String, String> headers, BodyPublisher body) {
    preflight(method, path, headers);
    var request = client.request("/judge0" + path).header("Origin", ORIGIN);
    request.header("X-Auth-Token", token);
    headers.forEach(request::header);
    var answer = client.send(request.method(method, body).build());
    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
    allowsOrigin(answer);
    return Client.json(answer.body());
  }

  private void preflight(String method, String path, Map<String, String> headers) {
    var names = new TreeSet<>(headers.keySet());
    names.add("X-Auth-Token");
    var asked = String.join(",", names).toLowerCase(Locale.ROOT);
    var answer =
        client.send(
            client
                .request("/judge0" + path)
                .header("Origin", ORIGIN)
                .header("Access-Control-Request-Method", method)
                .header("Access-Control-Request-Headers", asked)
                .method("OPTIONS", BodyPublishers.noBody())
                .build());
    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
    allowsOrigin(answer);
    assertThat(list(answer, "Access-Control-Allow-Methods"))
        .contains(method.toLowerCase(Locale.ROOT));
    assertThat(list(answer, "Access-Control-Allow-Headers")).contains(asked.split(","));
  }

  private static void allowsOrigin(HttpResponse<String> answer) {
    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin").orElse("none"))
        .isIn("*", ORIGIN);
  }

  private static String[] list(HttpResponse<String> answer, String name) {
    var text = answer.headers().firstValue(name).orElse("");
    return text.toLowerCase(Locale.ROOT).split("\\s*,\\s*");
  }
}
