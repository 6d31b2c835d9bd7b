package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import evalx.telemetry.OtlpReceiver;
import evalx.webhook.Receiver;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Traces from a request through the queue to the worker, a collector and a webhook's receiver. */
@Tag("slow")
class TracesIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PARENT = "00-" + TRACE + "-00f067aa0ba902b7-01";

  private static OtlpReceiver collector;
  private static Product product;
  private static Client client;

  @BeforeAll
  static void start() throws IOException {
    collector = new OtlpReceiver();
    product =
        Product.start(
            Map.of(
                "OTEL_EXPORTER_OTLP_ENDPOINT", collector.url().toString(),
                "OTEL_EXPORTER_OTLP_HEADERS", "account=of the tests",
                "OTEL_SERVICE_NAME", "contest",
                "WEBHOOK_ALLOW", "127.0.0.1",
                "LOG_FORMAT", "json"));
    client = product.client();
  }

  @AfterAll
  static void stop() {
    collector.close();
    product.close();
  }

  private static String submit(ObjectNode submission, String traceparent) {
    var response =
        client.send(
            client
                .request("/submissions")
                .header("Content-Type", "application/json")
                .header("traceparent", traceparent)
                .header("tracestate", "vendor=1")
                .POST(BodyPublishers.ofByteArray(Client.bytes(submission)))
                .build());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    return Client.json(response.body()).get("token").asText();
  }

  private static void assertAccepted(String token) {
    assertThat(client.result(token, LIMIT).get("status").asText()).isEqualTo("Accepted");
  }

  private static Span job(String token) {
    return await("the span of the job " + token)
        .atMost(LIMIT)
        .until(
            () ->
                collector.spans().stream()
                    .filter(span -> span.getName().startsWith("job "))
                    .filter(span -> span.getAttributesList().toString().contains(token))
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  @Test
  void aTraceGoesFromTheRequestToTheWorkerTheCollectorTheLogAndTheWebhook() {
    try (var hooks = Receiver.start(Receiver.status(204))) {
      var submission = Programs.sums("bash", 0, 3).put("webhook_url", hooks.url("/").toString());
      var token = submit(submission, PARENT);
      assertAccepted(token);

      var job = job(token);
      assertThat(OtlpReceiver.id(job.getTraceId())).isEqualTo(TRACE);
      assertThat(job.getTraceState()).isEqualTo("vendor=1");
      var request =
          await("the span of the request")
              .atMost(LIMIT)
              .until(
                  () ->
                      collector.spans().stream()
                          .filter(span -> span.getSpanId().equals(job.getParentSpanId()))
                          .findFirst(),
                  Optional::isPresent)
              .orElseThrow();
      assertThat(request.getName()).isEqualTo("POST /submissions");
      assertThat(OtlpReceiver.id(request.getParentSpanId())).isEqualTo("00f067aa0ba902b7");
      await("the parts of the job")
          .atMost(LIMIT)
          .until(
              () ->
                  collector.spans().stream()
                      .filter(span -> span.getParentSpanId().equals(job.getSpanId()))
                      .map(Span::getName)
                      .filter("run"::equals)
                      .count(),
              runs -> runs == 2);
      assertThat(collector.failures).isEmpty();
      assertThat(collector.accounts).containsOnly("of the tests");
      assertThat(collector.requests.get(0).toString()).contains("contest");

      await("the webhook").atMost(LIMIT).until(() -> !hooks.received.isEmpty());
      var hook = hooks.received.get(0);
      assertThat(hook.header("traceparent")).startsWith("00-" + TRACE + "-");
      assertThat(hook.header("tracestate")).isEqualTo("vendor=1");
      assertThat(product.logs()).contains("\"trace\":\"" + TRACE + "\"");
    }
  }

  @Test
  void aTraceparentThatIsNoneIsIgnored() {
    for (var hostile :
        new String[] {
          "00-" + "0".repeat(32) + "-00f067aa0ba902b7-01",
          "ff-" + TRACE + "-00f067aa0ba902b7-01",
          PARENT.toUpperCase(Locale.ROOT),
          "00-" + "a".repeat(5000),
          PARENT + "; drop table",
          "\"\\ ${jndi:ldap://x} <script>"
        }) {
      var token = submit(Programs.sums("bash", 0), hostile);
      assertAccepted(token);
      assertThat(OtlpReceiver.id(job(token).getTraceId()))
          .as(hostile)
          .isNotEqualTo(TRACE)
          .matches("[0-9a-f]{32}");
    }
  }

  @Test
  void aCollectorThatFailsHangsOrIsAwayCostsNoVerdict() {
    var released = new CountDownLatch(1);
    try {
      collector.answer = exchange -> exchange.sendResponseHeaders(500, -1);
      assertAccepted(submit(Programs.sums("bash", 0), PARENT));
      await("a request that failed").atMost(LIMIT).until(() -> collector.refused.get() > 0);

      collector.answer =
          exchange -> {
            exchange.sendResponseHeaders(200, 0);
            waitFor(released); // the head came, the body does not
          };
      assertAccepted(submit(Programs.sums("bash", 0), PARENT));
      await("a request that hangs").atMost(LIMIT).until(() -> collector.refused.get() > 1);
      assertAccepted(submit(Programs.sums("bash", 0), PARENT));
    } finally {
      collector.answer = OtlpReceiver.TAKES;
      released.countDown();
    }
    // the thread that sends goes on after all of it
    var token = submit(Programs.sums("bash", 0), PARENT);
    assertAccepted(token);
    job(token);
    assertThat(product.logs()).contains("spans of traces are lost since the start");
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      assertThat(latch.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
