package evalx.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import evalx.bench.HttpLink.Answer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;

/** The EvalX that is measured, over HTTP. Whatever it refuses is the end of the bench. */
final class Server {
  private static final Duration PATIENCE = Duration.ofSeconds(70);
  private static final Duration RESULT_LIMIT = Duration.ofMinutes(30);
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);
  private static final int WAIT_SECONDS = 60;
  private static final byte[] NOTHING = {};

  private final ConcurrentLinkedDeque<HttpLink> links = new ConcurrentLinkedDeque<>();
  private final URI base;
  private final Optional<String> apiToken;
  private final String authorization;

  /**
   * @param apiToken for the Authorization header
   */
  Server(URI base, Optional<String> apiToken) {
    this.base = base;
    this.apiToken = apiToken;
    this.authorization =
        apiToken.map(token -> "Authorization: Bearer " + token + "\r\n").orElse("");
  }

  /** Where it is. */
  URI base() {
    return base;
  }

  /** What a page is given that is asked for a token. */
  Optional<String> apiToken() {
    return apiToken;
  }

  /** Posts a submission, which must be taken, and gives its token. */
  String submit(String body) {
    var answer = send("POST", "/submissions", body.getBytes(StandardCharsets.UTF_8));
    if (answer.status() != 202) {
      throw refused("POST /submissions", answer);
    }
    return parse(answer.body()).path("token").asText();
  }

  /** Waits until a submission is Accepted; anything else breaks the bench. */
  JsonNode accepted(String token) {
    var deadline = System.nanoTime() + RESULT_LIMIT.toNanos();
    while (System.nanoTime() < deadline) {
      var known = find(token, WAIT_SECONDS);
      if (known.has("results")) {
        return requireAccepted(known);
      }
    }
    throw new BenchFailure(
        "There is no result of " + token + " after " + RESULT_LIMIT.toMinutes() + " minutes.");
  }

  private static JsonNode requireAccepted(JsonNode result) {
    var status = result.path("status").asText();
    if (!status.equals("Accepted")) {
      throw new BenchFailure(
          "A submission that must be Accepted ended as %s: %s %s"
              .formatted(status, result.path("message"), result.path("compile_output")));
    }
    return result;
  }

  /** What is known of a token, waiting at most this number of seconds. */
  JsonNode find(String token, int waitSeconds) {
    var answer = send("GET", "/submissions/" + token + "?wait=" + waitSeconds, NOTHING);
    if (answer.status() != 200 && answer.status() != 202) {
      throw refused("GET /submissions/" + token, answer);
    }
    return parse(answer.body());
  }

  /** Runs one program with one input, which must be Accepted, in one request. */
  JsonNode execute(String body) {
    var answer =
        send("POST", "/execute?wait=" + WAIT_SECONDS, body.getBytes(StandardCharsets.UTF_8));
    if (answer.status() != 200) {
      throw refused("POST /execute", answer);
    }
    return requireAccepted(parse(answer.body()));
  }

  /** Cancels a submission; of one that has ended the result is removed. */
  void cancel(String token) {
    send("DELETE", "/submissions/" + token, NOTHING);
  }

  /** Follows a submission as server-sent events. */
  EventLink follow(String token) {
    var path = "/submissions/" + token + "/events";
    try {
      return new EventLink(base, head("GET", path), CONNECT_LIMIT);
    } catch (IOException e) {
      throw new BenchFailure("EvalX at %s did not answer GET %s: %s".formatted(base, path, e), e);
    }
  }

  private String head(String method, String path) {
    return method
        + " "
        + path
        + " HTTP/1.1\r\nHost: "
        + base.getAuthority()
        + "\r\n"
        + authorization;
  }

  private Answer send(String method, String path, byte[] body) {
    var head =
        head(method, path)
            + (body.length > 0
                ? "Content-Type: application/json\r\nContent-Length: " + body.length + "\r\n"
                : "");
    try {
      return exchange(link(), head, body);
    } catch (IOException e) {
      throw new BenchFailure(
          "EvalX at %s did not answer %s %s: %s".formatted(base, method, path, e), e);
    }
  }

  private HttpLink link() throws IOException {
    for (var link = links.poll(); link != null; link = links.poll()) {
      if (link.isReusable()) {
        return link;
      }
      link.close();
    }
    return new HttpLink(base, CONNECT_LIMIT, PATIENCE);
  }

  /** A link is kept for the next request, unless it failed or the server closes it. */
  private Answer exchange(HttpLink link, String head, byte[] body) throws IOException {
    Answer answer = null;
    try {
      answer = link.exchange(head, body);
      return answer;
    } finally {
      if (answer != null && link.isReusable()) {
        links.push(link);
      } else {
        link.close();
      }
    }
  }

  private static BenchFailure refused(String what, Answer answer) {
    return new BenchFailure(
        "%s answered %d: %s"
            .formatted(what, answer.status(), new String(answer.body(), StandardCharsets.UTF_8)));
  }

  private static JsonNode parse(byte[] body) {
    try {
      return Json.MAPPER.readTree(body);
    } catch (JsonProcessingException e) {
      throw new BenchFailure("EvalX answered with no JSON: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
