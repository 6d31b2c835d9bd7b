package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.function.Supplier;

/** A client of the HTTP interface. */
final class Client {
  static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(70);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();
  private final URI base;

  Client(URI base) {
    this.base = base;
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(base + path)).timeout(PATIENCE);
  }

  HttpResponse<String> send(HttpRequest request) {
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Sends a request whose answer may never end; the limit is for its head. */
  HttpResponse<InputStream> open(HttpRequest request) {
    try {
      return http.send(request, BodyHandlers.ofInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  HttpResponse<String> get(String path) {
    return send(request(path).GET().build());
  }

  HttpResponse<String> post(byte[] body) {
    return send(
        request("/submissions")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(body))
            .build());
  }

  /** Sends a submission that must be taken, and gives its token. */
  String submit(ObjectNode submission) {
    var response = post(bytes(submission));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    return json(response.body()).get("token").asText();
  }

  /** The same when the server may die before it answers: sent again, a submission may run twice. */
  String submit(ObjectNode submission, Duration limit) {
    var body =
        await("a place for a submission")
            .atMost(limit)
            .pollDelay(Duration.ZERO)
            .pollInterval(Duration.ofMillis(100))
            .until(() -> bodyOf(202, () -> post(bytes(submission))), text -> !text.isEmpty());
    return json(body).get("token").asText();
  }

  /** What is known of a token now: progress or result. */
  HttpResponse<String> find(String token, int waitSeconds) {
    return get("/submissions/" + token + "?wait=" + waitSeconds);
  }

  /** The result, which must come within the limit whatever breaks in between. */
  JsonNode result(String token, Duration limit) {
    var body =
        await("a result of " + token)
            .atMost(limit)
            .pollDelay(Duration.ZERO)
            .pollInterval(Duration.ofMillis(100))
            .until(() -> bodyOf(200, () -> findKnown(token)), text -> !text.isEmpty());
    return json(body);
  }

  private HttpResponse<String> findKnown(String token) {
    var response = find(token, 10);
    assertThat(response.statusCode()).as(response.body()).isNotEqualTo(404);
    return response;
  }

  /** The body of an answer with this status; empty for any other, and for none. */
  private static String bodyOf(int status, Supplier<HttpResponse<String>> exchange) {
    try {
      var response = exchange.get();
      return response.statusCode() == status ? response.body() : "";
    } catch (UncheckedIOException e) {
      return "";
    }
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(text, e);
    }
  }

  static byte[] bytes(JsonNode node) {
    try {
      return JSON.writeValueAsBytes(node);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
