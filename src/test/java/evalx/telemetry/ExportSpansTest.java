package evalx.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import evalx.config.Settings;
import evalx.submission.Result;
import evalx.submission.SampleResults;
import evalx.submission.SubmissionEvent;
import evalx.submission.SubmissionId;
import evalx.submission.TraceContext;
import evalx.submission.Verdict;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The spans of a submission, as they arrive at a receiver. */
class ExportSpansTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String CLIENT = "00f067aa0ba902b7";
  private static final Optional<TraceContext> SENT = sent("01");
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final SubmissionId id = SubmissionId.random();
  private OtlpReceiver receiver;
  private ExportSpans export;

  private static Optional<TraceContext> sent(String flags) {
    return TraceContext.of(
        Optional.of("00-" + TRACE + "-" + CLIENT + "-" + flags), Optional.empty());
  }

  @BeforeEach
  void start() throws IOException {
    receiver = new OtlpReceiver();
    var settings = new HashMap<String, String>();
    settings.put("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.url() + "/");
    settings.put("OTEL_EXPORTER_OTLP_HEADERS", "account=of the tests, other=x");
    export = new ExportSpans(Settings.of(settings::get));
    export.start(Thread::new);
  }

  @AfterEach
  void stop() {
    export.close();
    receiver.close();
  }

  private Optional<TraceContext> request(Optional<TraceContext> sent) {
    var spans = new RequestSpans(export);
    var within = spans.begin(sent);
    var answer = new RequestSpans.Answer(202, Duration.ofMillis(3));
    spans.end(sent, within.orElseThrow(), "POST", "/submissions", answer);
    return within;
  }

  private void work(Optional<TraceContext> trace, int cases) {
    var submissions = new TraceSubmissions(export);
    submissions.observe(new SubmissionEvent.Started(id, "here", 1, Instant.now(), trace));
    submissions.observe(new SubmissionEvent.Compiled(id, Result.Compiled.NONE));
    for (int i = 0; i < cases; i++) {
      submissions.observe(new SubmissionEvent.CaseFinished(id, i, SampleResults.testCase()));
    }
    submissions.observe(
        new SubmissionEvent.Finished(SampleResults.of(id, Verdict.ACCEPTED), Optional.empty()));
  }

  @Test
  void theWayOfASubmissionIsOneTrace() {
    work(request(SENT), 2);
    await().atMost(LIMIT).until(() -> receiver.spans().size() == 8);

    assertThat(receiver.failures).isEmpty();
    assertThat(receiver.accounts).containsOnly("of the tests");
    var spans = receiver.spans();
    assertThat(spans).allMatch(span -> OtlpReceiver.id(span.getTraceId()).equals(TRACE));
    var request = named(spans, "POST /submissions");
    var job = named(spans, "job python");
    assertThat(OtlpReceiver.id(request.getParentSpanId())).isEqualTo(CLIENT);
    assertThat(request.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_SERVER);
    assertThat(job.getParentSpanId()).isEqualTo(request.getSpanId());
    var parts =
        spans.stream()
            .filter(span -> span.getParentSpanId().equals(job.getSpanId()))
            .collect(Collectors.groupingBy(Span::getName, Collectors.counting()));
    assertThat(parts)
        .isEqualTo(Map.of("queue", 1L, "compile", 1L, "run", 2L, "judge", 1L, "store", 1L));
    assertThat(spans).allMatch(span -> span.getEndTimeUnixNano() >= span.getStartTimeUnixNano());
    assertThat(job.getAttributesList().toString()).contains(id.toString(), "Accepted");
  }

  private static Span named(Iterable<Span> spans, String name) {
    var byName = new HashMap<String, Span>();
    spans.forEach(span -> byName.put(span.getName(), span));
    return Optional.ofNullable(byName.get(name)).orElseThrow();
  }

  @Test
  void runsAreToldUpToABound() {
    work(SENT, 3 * TraceSubmissions.MAX_RUNS);
    await().atMost(LIMIT).until(() -> receiver.spans().stream().anyMatch(isNamed("store")));

    assertThat(receiver.spans().stream().filter(isNamed("run"))).hasSize(TraceSubmissions.MAX_RUNS);
  }

  private static Predicate<Span> isNamed(String name) {
    return span -> span.getName().equals(name);
  }

  @Test
  void aTraceThatIsNotRecordedIsNotExported() {
    work(request(sent("00")), 1);
    work(Optional.empty(), 0);
    await().atMost(LIMIT).until(() -> receiver.spans().size() == 5);

    assertThat(receiver.spans())
        .extracting((Function<Span, String>) span -> OtlpReceiver.id(span.getTraceId()))
        .doesNotContain(TRACE);
  }

  @Test
  void aReceiverThatFailsOrNeverEndsItsAnswerLosesOnlyWhatItWasSent() {
    var released = new CountDownLatch(1);
    receiver.answer = exchange -> exchange.sendResponseHeaders(500, -1);
    request(SENT);
    await().atMost(LIMIT).until(() -> receiver.refused.get() == 1);
    receiver.answer =
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().flush();
          waitFor(released);
        };
    request(SENT);
    await().atMost(LIMIT).until(() -> receiver.refused.get() == 2);
    receiver.answer = OtlpReceiver.TAKES;
    request(SENT);

    await().atMost(LIMIT).until(() -> receiver.spans().size() == 1);
    released.countDown();
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void whatNobodyTakesIsDroppedAtABound() {
    export.close();
    for (int i = 0; i < 10_000; i++) {
      request(SENT);
    }
    assertThat(export.dropped()).isBetween(5_000L, 10_000L);
  }
}
