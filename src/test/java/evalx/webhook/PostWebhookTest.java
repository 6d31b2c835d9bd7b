package evalx.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.Webhook;
import evalx.config.Settings;
import evalx.result.StoredResult;
import evalx.submission.TraceContext;
import evalx.submission.WebhookShape;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real connections to receivers of every kind. */
class PostWebhookTest {
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String JSON = "{\"token\":\"1\",\"stdout\":\"é\"}";
  private static final Payload RESULT =
      new Payload.InMemory(StoredResult.of(JSON.getBytes(StandardCharsets.UTF_8)));

  private static final String PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  private static final Optional<TraceContext> TRACE =
      TraceContext.of(Optional.of(PARENT), Optional.of("a=b"));

  /** For what must not wait for it. */
  private static final int LONG = 60;

  private Optional<PostWebhook> made = Optional.empty();

  @AfterEach
  void close() {
    made.ifPresent(PostWebhook::close);
  }

  private Outcome post(URI url, int timeoutSeconds, String allowed) {
    return post(url, timeoutSeconds, allowed, SECRET);
  }

  private Outcome post(URI url, int timeoutSeconds, String allowed, String secret) {
    var set = new HashMap<String, String>();
    set.put("WEBHOOK_SECRET", secret);
    set.put("WEBHOOK_ALLOW", allowed);
    set.put("WEBHOOK_TIMEOUT", Integer.toString(timeoutSeconds));
    var post = new PostWebhook(Settings.of(set::get).webhooks(), Thread::new);
    made = Optional.of(post);
    return post.post(url, "msg_1", RESULT, TRACE);
  }

  private Outcome post(URI url) {
    return post(url, LONG, "127.0.0.1");
  }

  /** A server that does what HTTP does not foresee. */
  private interface Behaviour {
    void on(Socket socket) throws IOException, InterruptedException;
  }

  private Outcome post(Behaviour behaviour, int timeoutSeconds) throws IOException {
    try (var server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
      var thread =
          new Thread(
              () -> {
                try (var socket = server.accept()) {
                  behaviour.on(socket);
                } catch (IOException e) {
                  // The client is gone, as it should be.
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
      thread.start();
      try {
        var url = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/");
        return post(url, timeoutSeconds, "127.0.0.1");
      } finally {
        thread.interrupt();
      }
    }
  }

  @Test
  void aReceiverGetsTheResultWithASignatureThatVerifies() throws Exception {
    try (var receiver = Receiver.start(Receiver.status(204))) {
      var outcome = post(receiver.url("/hook?a=b"));

      assertThat(outcome).isEqualTo(new Outcome.Delivered(204));
      var request = receiver.received.get(0);
      new Webhook(SECRET).verify(request.body(), request.headers());
      assertThat(request.body()).isEqualTo(JSON);
      assertThat(request.header("webhook-id")).isEqualTo("msg_1");
      assertThat(request.header("traceparent")).isEqualTo(PARENT);
      assertThat(request.header("tracestate")).isEqualTo("a=b");
      assertThat(request.header("Content-Type")).startsWith("application/json");
      assertThat(request.header("Content-Length")).isNotEmpty();
      assertThat(request.header("User-Agent")).isEqualTo("EvalX");
      assertThat(request.header("Upgrade") + request.header("Authorization")).isEmpty();
    }
  }

  @Test
  void aCallbackIsPutAsJudge0DoesIt() throws Exception {
    try (var receiver = Receiver.start(Receiver.status(200))) {
      var outcome = post(WebhookShape.JUDGE0.mark(receiver.url("/hook?a=b")));

      assertThat(outcome).isEqualTo(new Outcome.Delivered(200));
      var request = receiver.received.get(0);
      assertThat(request.method()).isEqualTo("PUT");
      assertThat(request.path()).isEqualTo("/hook");
      assertThat(request.body()).isEqualTo(JSON);
      assertThat(request.header("Content-Type")).startsWith("application/json");
      new Webhook(SECRET).verify(request.body(), request.headers());
    }
  }

  @Test
  void aCallbackNeedsNoSecretAndAnotherWebhookDoes() {
    try (var receiver = Receiver.start(Receiver.status(200))) {
      var callback = WebhookShape.JUDGE0.mark(receiver.url("/callback"));

      assertThat(post(callback, LONG, "127.0.0.1", "")).isEqualTo(new Outcome.Delivered(200));
      assertThat(receiver.received.get(0).header("webhook-signature")).isEmpty();
      assertThat(post(receiver.url("/"), LONG, "127.0.0.1", ""))
          .isInstanceOf(Outcome.Refused.class);
      assertThat(post(callback, LONG, "", "")).isInstanceOf(Outcome.Refused.class);
      assertThat(receiver.received).hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "408, again, 4xx",
    "429, again, 4xx",
    "500, again, 5xx",
    "503, again, 5xx",
    "301, refused, 3xx",
    "307, refused, 3xx",
    "400, refused, 4xx",
    "404, refused, 4xx",
    "410, refused, 4xx"
  })
  void anAnswerSaysWhetherAnotherAttemptMayDoBetter(int status, String what, String kind) {
    try (var receiver = Receiver.start(Receiver.status(status))) {
      var outcome = post(receiver.url("/"));

      assertThat(outcome)
          .isInstanceOf(what.equals("again") ? Outcome.TryAgain.class : Outcome.Refused.class);
      assertThat(outcome.status()).contains(status);
      assertThat(outcome.kind()).isEqualTo(kind);
      assertThat(outcome.reason()).contains("the receiver answered " + status);
      assertThat(receiver.received).hasSize(1);
    }
  }

  @Test
  void aRedirectIsNotFollowed() {
    try (var other = Receiver.start(Receiver.status(200));
        var receiver =
            Receiver.start(
                (exchange, count) -> {
                  exchange.getResponseHeaders().set("Location", other.url("/").toString());
                  exchange.sendResponseHeaders(307, -1);
                })) {
      assertThat(post(receiver.url("/"))).isInstanceOf(Outcome.Refused.class);
      assertThat(other.received).isEmpty();
    }
  }

  @Test
  void whenToComeAgainIsRead() {
    try (var receiver =
        Receiver.start(
            (exchange, count) -> {
              exchange.getResponseHeaders().set("Retry-After", "17");
              exchange.sendResponseHeaders(429, -1);
            })) {
      var outcome = (Outcome.TryAgain) post(receiver.url("/"));
      assertThat(outcome.retryAfter()).contains(Duration.ofSeconds(17));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1",
        "http://localhost",
        "http://[::1]",
        "http://[::ffff:127.0.0.1]",
        "http://0.0.0.0",
        "http://127.1",
        "http://2130706433"
      })
  void thisMachineIsNotReachedUnlessItIsAllowed(String base) throws IOException {
    try (var server = new ServerSocket(0)) {
      var outcome = post(URI.create(base + ":" + server.getLocalPort() + "/"), LONG, "10.0.0.1");

      assertThat(outcome.status()).isEmpty();
      assertThat(outcome.kind()).isIn("address", "network");
      server.setSoTimeout(1);
      assertThat(connected(server)).isFalse();
    }
  }

  private static boolean connected(ServerSocket server) throws IOException {
    try (var unexpected = server.accept()) {
      return unexpected.isConnected();
    } catch (java.net.SocketTimeoutException e) {
      return false;
    }
  }

  @Test
  void aNameThatLeadsToThisMachineIsRefused() throws IOException {
    try (var server = new ServerSocket(0)) {
      var url = URI.create("http://localhost:" + server.getLocalPort() + "/");

      assertThat(post(url, LONG, "10.0.0.1"))
          .isInstanceOf(Outcome.Refused.class)
          .extracting(Outcome::reason)
          .isEqualTo(Optional.of("the address is not public"));
    }
  }

  @Test
  void aReceiverThatIsDownMayBeUpLater() throws IOException {
    int port;
    try (var gone = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
      port = gone.getLocalPort();
    }
    var outcome = post(URI.create("http://127.0.0.1:" + port + "/"));

    assertThat(outcome).isInstanceOf(Outcome.TryAgain.class);
    assertThat(outcome.kind()).isEqualTo("network");
  }

  @Test
  void aReceiverThatResetsMayBeBetterLater() throws IOException {
    var outcome =
        post(
            socket -> {
              var unused = socket.getInputStream().read();
              socket.setSoLinger(true, 0);
            },
            LONG);

    assertThat(outcome).isInstanceOf(Outcome.TryAgain.class);
    assertThat(outcome.kind()).isEqualTo("network");
  }

  @Test
  void aReceiverThatHangsIsLeft() throws IOException {
    var outcome = post(socket -> new CountDownLatch(1).await(), 1);

    assertThat(outcome).isInstanceOf(Outcome.TryAgain.class);
    assertThat(outcome.kind()).isEqualTo("timeout");
  }

  /** Each byte comes in time, the answer never. */
  @Test
  void aReceiverThatAnswersByteByByteIsLeft() throws IOException {
    var outcome =
        post(
            socket -> {
              var out = socket.getOutputStream();
              out.write("HTTP/1.1 200 OK\r\nX-Slow: ".getBytes(StandardCharsets.US_ASCII));
              while (!Thread.currentThread().isInterrupted()) {
                out.write('x');
                out.flush();
                TimeUnit.MILLISECONDS.sleep(50);
              }
            },
            1);

    assertThat(outcome).isInstanceOf(Outcome.TryAgain.class);
    assertThat(outcome.kind()).isEqualTo("timeout");
  }

  @Test
  void anAnswerWithoutEndIsNotReadToItsEnd() throws IOException {
    var outcome =
        post(
            socket -> {
              var out = socket.getOutputStream();
              out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
              while (!Thread.currentThread().isInterrupted()) {
                out.write(new byte[1 << 14]);
              }
            },
            LONG);

    assertThat(outcome).isEqualTo(new Outcome.Delivered(200));
  }

  @Test
  void endlessHeadersAreNoAnswer() throws IOException {
    var outcome =
        post(
            socket -> {
              var out = socket.getOutputStream();
              out.write("HTTP/1.1 200 OK\r\nX: ".getBytes(StandardCharsets.US_ASCII));
              while (!Thread.currentThread().isInterrupted()) {
                out.write("x".repeat(1 << 14).getBytes(StandardCharsets.US_ASCII));
              }
            },
            LONG);

    assertThat(outcome).isInstanceOf(Outcome.TryAgain.class);
    assertThat(outcome.kind()).isEqualTo("network");
  }

  /** Reading its file is what ends then: that says nothing of the receiver. */
  @Test
  void whatIsInterruptedIsNoAttempt(@TempDir Path folder) throws IOException {
    try (var receiver = Receiver.start(Receiver.status(200));
        var large = Payload.OnDisk.of(StoredResult.of(new byte[1 << 16]), folder)) {
      post(receiver.url("/"));

      Thread.currentThread().interrupt();

      assertThatThrownBy(
              () -> made.orElseThrow().post(receiver.url("/large"), "msg_2", large, TRACE))
          .isInstanceOf(IllegalStateException.class);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(receiver.at("/large")).isEmpty();
    }
  }

  @Test
  void theNextAttemptHasTheSameId() {
    try (var receiver = Receiver.start(Receiver.status(500))) {
      post(receiver.url("/"));
      made.orElseThrow().post(receiver.url("/"), "msg_1", RESULT, TRACE);

      assertThat(receiver.received)
          .extracting(request -> request.header("webhook-id"))
          .containsExactly("msg_1", "msg_1");
    }
  }
}
