package evalx.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** The EvalX that is measured, over HTTP. Whatever it refuses is the end of the bench. */
final class Server {
  private static final Duration PATIENCE = Duration.ofSeconds(70);
  private static final Duration RESULT_LIMIT = Duration.ofMinutes(30);
  private static final int WAIT_SECONDS = 60;

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();
  private final URI base;
  private final Optional<String> apiToken;

  /**
   * @param apiToken for the Authorization header
   */
  Server(URI base, Optional<String> apiToken) {
    this.base = base;
    this.apiToken = apiToken;
  }

  /** Posts a submission, which must be taken, and gives its token. */
  String submit(String body) {
    var request =
        request("/submissions")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    var response = send(request);
    if (response.statusCode() != 202) {
      throw refused("POST /submissions", response);
    }
    return parse(response.body()).path("token").asText();
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

  /** What is known of a token, at the latest after so many seconds. */
  JsonNode find(String token, int waitSeconds) {
    var response = send(request("/submissions/" + token + "?wait=" + waitSeconds).GET().build());
    if (response.statusCode() != 200 && response.statusCode() != 202) {
      throw refused("GET /submissions/" + token, response);
    }
    return parse(response.body());
  }

  private HttpRequest.Builder request(String path) {
    var request = HttpRequest.newBuilder(base.resolve(path)).timeout(PATIENCE);
    apiToken.ifPresent(token -> request.header("Authorization", "Bearer " + token));
    return request;
  }

  private HttpResponse<byte[]> send(HttpRequest request) {
    try {
      return http.send(request, BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new BenchFailure(
          "EvalX at %s did not answer %s %s: %s"
              .formatted(base, request.method(), request.uri().getPath(), e),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchFailure("interrupted", e);
    }
  }

  private static BenchFailure refused(String what, HttpResponse<byte[]> response) {
    return new BenchFailure(
        "%s answered %d: %s"
            .formatted(
                what, response.statusCode(), new String(response.body(), StandardCharsets.UTF_8)));
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
