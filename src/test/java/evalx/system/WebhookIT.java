package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import evalx.Certificates;
import evalx.webhook.Receiver;
import evalx.webhook.Receiver.Received;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Webhooks to receivers of every kind, verified by the library of Standard Webhooks. */
@ExtendWith(SharedProduct.class)
class WebhookIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** Webhooks of one receiver, more than a node sends at a time. */
  private static final int MANY = 30;

  private static Product product;
  private static Client client;
  private static OpenApi described;

  @BeforeAll
  static void connect(Product shared) {
    product = shared;
    client = product.client();
    described = new OpenApi(client);
  }

  private static ObjectNode submission(Receiver receiver, String path) {
    return Programs.sums("bash", 0).put("webhook_url", receiver.url(path).toString());
  }

  /** The result of a submission when its webhook is delivered or given up. */
  private static JsonNode settled(String token) {
    client.result(token, LIMIT);
    return await("the end of a webhook")
        .atMost(LIMIT)
        .until(
            () -> Client.json(client.find(token, 0).body()),
            result -> !result.at("/webhook/status").asText().equals("pending"));
  }

  private static void verify(Received request) {
    verify(request, product.webhookSecret());
  }

  private static void verify(Received request, String secret) {
    try {
      new Webhook(secret).verify(request.body(), request.headers());
    } catch (WebhookVerificationException | EmptyWebhookSecretException e) {
      throw new AssertionError(request.toString(), e);
    }
  }

  /** On a busy machine an attempt more may be needed, because one was late. */
  private static void assertSays(JsonNode result, String status, int attempts) {
    assertThat(result.at("/webhook/status").asText()).as(result.toString()).isEqualTo(status);
    assertThat(result.at("/webhook/attempts").asInt()).isGreaterThanOrEqualTo(attempts);
  }

  @Test
  void whatAReceiverRefusesFourTimesComesAFifthTimeUnderTheSameId() {
    try (var receiver =
        Receiver.start(
            (exchange, count) -> exchange.sendResponseHeaders(count <= 4 ? 500 : 200, -1))) {
      var token = client.submit(submission(receiver, "/results"));

      var result = settled(token);

      assertSays(result, "delivered", 5);
      assertThat(result.at("/webhook/last_status").asInt()).isEqualTo(200);
      described.describes("get", "/submissions/{token}", client.find(token, 0));
      var alone = ((ObjectNode) result).deepCopy();
      alone.remove("webhook");
      assertThat(receiver.received)
          .hasSizeGreaterThanOrEqualTo(5)
          .allSatisfy(request -> assertThat(Client.json(request.body())).isEqualTo(alone))
          .allSatisfy(WebhookIT::verify)
          .extracting(request -> request.header("webhook-id"))
          .containsOnly(receiver.received.get(0).header("webhook-id"));
    }
  }

  @Test
  void duringAChangeOfSecretsBothVerifyIt() {
    try (var receiver = Receiver.start(Receiver.status(200))) {
      assertSays(settled(client.submit(submission(receiver, "/"))), "delivered", 1);

      assertThat(receiver.received)
          .isNotEmpty()
          .allSatisfy(request -> verify(request, product.webhookSecret()))
          .allSatisfy(request -> verify(request, SharedProduct.OLD_WEBHOOK_SECRET));
    }
  }

  @Test
  void aReceiverThatHangsAndOneThatBreaksOffAreAskedAgain() {
    var never = new CountDownLatch(1);
    try (var hangs =
            Receiver.start(
                (exchange, count) -> {
                  if (count == 1) {
                    awaitInterrupt(never);
                  }
                  exchange.sendResponseHeaders(200, -1);
                });
        var breaksOff =
            Receiver.start(
                (exchange, count) -> {
                  if (count > 1) {
                    exchange.sendResponseHeaders(204, -1);
                  }
                })) {
      var first = client.submit(submission(hangs, "/"));
      var second = client.submit(submission(breaksOff, "/"));

      assertSays(settled(first), "delivered", 2);
      assertSays(settled(second), "delivered", 2);
      assertThat(hangs.received).allSatisfy(WebhookIT::verify);
      assertThat(breaksOff.received).allSatisfy(WebhookIT::verify);
      never.countDown();
    }
  }

  @Test
  void aReceiverThatHangsDelaysNoOther() {
    var never = new CountDownLatch(1);
    try (var hangs = Receiver.start((exchange, count) -> awaitInterrupt(never));
        var quick = Receiver.start(Receiver.status(200))) {
      var waiting =
          Stream.generate(() -> client.submit(submission(hangs, "/"))).limit(MANY).toList();
      await("a first attempt").atMost(LIMIT).until(() -> !hangs.received.isEmpty());

      for (int i = 0; i < 3; i++) {
        assertSays(settled(client.submit(submission(quick, "/"))), "delivered", 1);
      }

      assertThat(hangs.received).as("those that are before them").hasSizeLessThan(MANY / 2);
      for (var token : waiting) {
        client.result(token, LIMIT);
        client.send(client.request("/submissions/" + token).DELETE().build());
      }
      never.countDown();
    }
  }

  @Test
  void aLargeResultIsSentWhole() {
    try (var receiver = Receiver.start(Receiver.status(200))) {
      var submission = submission(receiver, "/").put("code", "head -c 45000 /dev/urandom | base64");
      var cases = submission.putArray("test_cases");
      for (int i = 0; i < 3; i++) {
        cases.addObject().put("stdin", "");
      }

      var result = settled(client.submit(submission));

      assertSays(result, "delivered", 1);
      verify(receiver.received.get(0));
      var sent = Client.json(receiver.received.get(0).body());
      assertThat(sent.get("results")).hasSize(3).isEqualTo(result.get("results"));
    }
  }

  private static void awaitInterrupt(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aRedirectIsNotFollowed() {
    try (var inside = Receiver.start(Receiver.status(200));
        var receiver =
            Receiver.start(
                (exchange, count) -> {
                  exchange.getResponseHeaders().set("Location", inside.url("/").toString());
                  exchange.sendResponseHeaders(307, -1);
                })) {
      var result = settled(client.submit(submission(receiver, "/")));

      assertSays(result, "given up", 1);
      assertThat(result.at("/webhook/last_status").asInt()).isEqualTo(307);
      assertThat(result.at("/webhook/message").asText()).isEqualTo("the receiver answered 307");
      assertThat(inside.received).isEmpty();
    }
  }

  @Test
  void aReceiverSaysWhenToComeAgain() {
    var arrivals = new CopyOnWriteArrayList<Long>();
    try (var receiver =
        Receiver.start(
            (exchange, count) -> {
              arrivals.add(System.nanoTime());
              exchange.getResponseHeaders().set("Retry-After", "2");
              exchange.sendResponseHeaders(count == 1 ? 429 : 200, -1);
            })) {
      assertSays(settled(client.submit(submission(receiver, "/"))), "delivered", 2);

      // The broker counts in milliseconds.
      assertThat(Duration.ofNanos(arrivals.get(1) - arrivals.get(0)))
          .isGreaterThan(Duration.ofMillis(1900));
    }
  }

  @Test
  void aReceiverWithTlsGetsItWhereItsCertificateIsTrusted(@TempDir Path folder) {
    var unknown = new Certificates(folder);
    try (var trusted = Receiver.startTls(SharedProduct.RECEIVERS, Receiver.status(200));
        var stranger = Receiver.startTls(unknown, Receiver.status(200))) {
      var first = client.submit(submission(trusted, "/"));
      var second = client.submit(submission(stranger, "/"));

      assertSays(settled(first), "delivered", 1);
      assertThat(trusted.received).isNotEmpty().allSatisfy(WebhookIT::verify);
      await("a failed attempt")
          .atMost(LIMIT)
          .until(
              () -> Client.json(client.find(second, 0).body()).at("/webhook/message").asText(),
              "no answer: its certificate is not trusted"::equals);
      assertThat(stranger.received).isEmpty();
      client.send(client.request("/submissions/" + second).DELETE().build());
    }
  }

  @Test
  void urlsThatAreNotOfAPublicReceiverAreRefused() {
    for (var url :
        List.of(
            "http://10.0.0.1/",
            "http://[::1]:6379/",
            "http://169.254.169.254/latest/meta-data/",
            "http://user:password@127.0.0.1/",
            "ftp://example.org/")) {
      var answer = client.post(Client.bytes(Programs.sums("bash", 0).put("webhook_url", url)));

      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
      assertThat(answer.body()).contains("webhook_url");
    }
  }

  @Test
  void aCancelledSubmissionIsSentAndEachOfABatchToo() {
    try (var receiver = Receiver.start(Receiver.status(200))) {
      var sleeps =
          Client.JSON
              .createObjectNode()
              .put("language", "bash")
              .put("code", "sleep 50")
              .put("cache", false)
              .put("timeout", 40)
              .put("webhook_url", receiver.url("/cancelled").toString());
      var cancelled = client.submit(sleeps);
      client.send(client.request("/submissions/" + cancelled).DELETE().build());
      var batch = Client.JSON.createObjectNode();
      batch.putArray("submissions").add(submission(receiver, "/1")).add(submission(receiver, "/2"));
      var answer =
          client.send(
              client
                  .request("/submissions/batch")
                  .header("Content-Type", "application/json")
                  .POST(BodyPublishers.ofByteArray(Client.bytes(batch)))
                  .build());

      assertSays(settled(cancelled), "delivered", 1);
      for (var accepted : Client.json(answer.body()).get("submissions")) {
        assertSays(settled(accepted.get("token").asText()), "delivered", 1);
      }
      assertThat(receiver.at("/cancelled").get(0).body()).contains("\"status\":\"Cancelled\"");
      assertThat(receiver.at("/1")).isNotEmpty().allSatisfy(WebhookIT::verify);
      assertThat(receiver.at("/2")).isNotEmpty().allSatisfy(WebhookIT::verify);
      assertThat(client.get("/metrics").body())
          .containsPattern(
              "evalx_webhook_attempts_total\\{next=\"delivered\",outcome=\"2xx\"\\} [1-9]");
    }
  }
}
