package evalx.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nothing that a server refuses counts as done. */
class ServerTest {
  private HttpServer http;
  private Server server;

  @BeforeEach
  void start() throws IOException {
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.start();
    server =
        new Server(
            URI.create("http://127.0.0.1:" + http.getAddress().getPort()), Optional.of("secret"));
  }

  @AfterEach
  void stop() {
    http.stop(0);
  }

  private void answers(int status, String body) {
    http.createContext(
        "/",
        exchange -> {
          var known =
              "Bearer secret".equals(exchange.getRequestHeaders().getFirst("Authorization"));
          var bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(known ? status : 401, bytes.length);
          try (var out = exchange.getResponseBody()) {
            out.write(bytes);
          }
        });
  }

  @Test
  void aTokenIsTaken() {
    answers(202, "{\"token\":\"t\"}");
    assertThat(server.submit("{}")).isEqualTo("t");
  }

  @Test
  void aFullQueueIsAFailure() {
    answers(503, "{\"detail\":\"The queue is full.\"}");
    assertThatThrownBy(() -> server.submit("{}"))
        .isInstanceOf(BenchFailure.class)
        .hasMessageContaining("POST /submissions answered 503")
        .hasMessageContaining("The queue is full.");
  }

  @Test
  void anotherVerdictIsAFailure() {
    answers(200, "{\"status\":\"Internal Error\",\"message\":\"disk\",\"results\":[]}");
    assertThatThrownBy(() -> server.accepted("t"))
        .isInstanceOf(BenchFailure.class)
        .hasMessageContaining("ended as Internal Error")
        .hasMessageContaining("disk");
  }

  @Test
  void aLostTokenIsAFailure() {
    answers(404, "{}");
    assertThatThrownBy(() -> server.accepted("t"))
        .isInstanceOf(BenchFailure.class)
        .hasMessageContaining("GET /submissions/t answered 404");
  }

  @Test
  void noServerIsAFailure() {
    http.stop(0);
    assertThatThrownBy(() -> server.submit("{}"))
        .isInstanceOf(BenchFailure.class)
        .hasMessageContaining("did not answer POST /submissions");
  }

  @Test
  void oneConnectionServesManyRequestsAndChunksAreRead() {
    var ports = new HashSet<Integer>();
    http.createContext(
        "/",
        exchange -> {
          ports.add(exchange.getRemoteAddress().getPort());
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(202, 0);
          try (var out = exchange.getResponseBody()) {
            out.write("{\"token\":".getBytes(StandardCharsets.UTF_8));
            out.flush();
            out.write("\"t\"}".getBytes(StandardCharsets.UTF_8));
          }
        });
    for (int i = 0; i < 20; i++) {
      assertThat(server.submit("{}")).isEqualTo("t");
    }
    assertThat(ports).hasSize(1);
  }

  @Test
  void aConnectionThatTheServerEndsIsNotUsedAgain() {
    http.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().add("Connection", "close");
          exchange.sendResponseHeaders(202, 13);
          try (var out = exchange.getResponseBody()) {
            out.write("{\"token\":\"t\"}".getBytes(StandardCharsets.UTF_8));
          }
        });
    for (int i = 0; i < 3; i++) {
      assertThat(server.submit("{}")).isEqualTo("t");
    }
  }

  @Test
  void aServerThatEndsInTheMiddleIsAFailure() {
    http.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(202, 100);
          exchange.getResponseBody().write('{');
          exchange.close();
        });
    assertThatThrownBy(() -> server.submit("{}")).isInstanceOf(BenchFailure.class);
  }
}
