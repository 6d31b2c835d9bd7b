package evalx.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Requests to one node, each given up when nothing comes for too long. */
final class Http {
  private static final int CONNECT_MILLIS = 3_000;

  /** Longer than any wait that clients ask for, and than the pause of a stream that lives. */
  private static final int SILENCE_MILLIS = 40_000;

  private final URI base;
  private final String token;

  Http(URI base, String token) {
    this.base = base;
    this.token = token;
  }

  /** An answer and its JSON. */
  record Answer(int status, JsonNode body) {}

  Answer get(String path) throws IOException {
    return answer(open(path));
  }

  Answer post(String path, String key, JsonNode body) throws IOException {
    var connection = open(path);
    connection.setRequestProperty("Content-Type", "application/json");
    connection.setRequestProperty("Idempotency-Key", key);
    connection.setDoOutput(true);
    try (var out = connection.getOutputStream()) {
      out.write(Task.JSON.writeValueAsBytes(body));
    }
    return answer(connection);
  }

  /** The text of an answer that is none of JSON. */
  String text(String path) throws IOException {
    try (var in = stream(path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** What comes from a path until it ends; an IOException unless the answer is 200. */
  InputStream stream(String path) throws IOException {
    var connection = open(path);
    if (connection.getResponseCode() != 200) {
      throw new IOException("status " + connection.getResponseCode());
    }
    return connection.getInputStream();
  }

  private HttpURLConnection open(String path) throws IOException {
    var connection = (HttpURLConnection) base.resolve(path).toURL().openConnection();
    connection.setConnectTimeout(CONNECT_MILLIS);
    connection.setReadTimeout(SILENCE_MILLIS);
    connection.setRequestProperty("X-Auth-Token", token);
    return connection;
  }

  private static Answer answer(HttpURLConnection connection) throws IOException {
    var status = connection.getResponseCode();
    try (var in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
      return new Answer(
          status, in == null ? Task.JSON.nullNode() : Task.JSON.readTree(in.readAllBytes()));
    }
  }
}
