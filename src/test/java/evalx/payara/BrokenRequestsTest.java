package evalx.payara;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.glassfish.grizzly.http.HttpCodecFilter;
import org.glassfish.grizzly.http.server.HttpHandler;
import org.glassfish.grizzly.http.server.HttpServer;
import org.glassfish.grizzly.http.server.NetworkListener;
import org.glassfish.grizzly.http.server.Request;
import org.glassfish.grizzly.http.server.Response;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With the HTTP of Payara alone, without a server around it. */
class BrokenRequestsTest {
  /** More than its parser holds. */
  private static final String LONG = "x".repeat(10_000);

  private static HttpServer server;
  private static int port;

  @BeforeAll
  static void start() throws IOException {
    var listener = new NetworkListener("test", "127.0.0.1", 0);
    server = new HttpServer();
    server.addListener(listener);
    server.getServerConfiguration().addHttpHandler(new AnswerBrokenRequests(new Answers()), "/");
    server.start();
    port = listener.getPort();
    AnswerUnreadable.beside(
        listener.getFilterChain().stream()
            .filter(HttpCodecFilter.class::isInstance)
            .map(HttpCodecFilter.class::cast)
            .toList());
    assertThat(exchange("GET / HTTP/1.1|Host: a")).startsWith("HTTP/1.1 200");
  }

  @AfterAll
  static void stop() {
    server.shutdownNow();
  }

  private static final class Answers extends HttpHandler {
    @Override
    public void service(Request request, Response response) throws IOException {
      response.getWriter().write("answered");
    }
  }

  private static String exchange(String head) throws IOException {
    var request = head.replace("long", LONG).replace("|", "\r\n") + "\r\nConnection: close\r\n\r\n";
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(60_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET /?x=long HTTP/1.1|Host: a, 400",
    "GET / HTTP/1.1|Host: a|X: long, 400",
    "long, 400",
    "GET / HTTP/1.1, 400",
    "GET / HTTP/1.1|Host: a|Expect: the unexpected, 417",
    "POST / HTTP/1.1|Host: a|Expect: 200-ok|Content-Length: 2, 417",
    "GET /%zz HTTP/1.1|Host: a, 400",
  })
  void whatIsRefusedIsAProblem(String head, int status) throws IOException {
    assertThat(exchange(head))
        .startsWith("HTTP/1.1 " + status)
        .contains("\r\nContent-Type: application/problem+json")
        .contains("\r\nConnection: close")
        .contains("\"status\":" + status);
  }

  @Test
  void anExpectationThatIsKnownIsMet() throws IOException {
    assertThat(exchange("POST / HTTP/1.1|Host: a|Expect: 100-continue|Content-Length: 2"))
        .startsWith("HTTP/1.1 100")
        .contains("HTTP/1.1 200", "answered");
  }
}
