package evalx.webhook;

import evalx.config.Settings;
import evalx.config.WebhookSettings;
import evalx.submission.TraceContext;
import evalx.submission.WebhookShape;
import evalx.webhook.Outcome.Failure;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.ClosedByInterruptException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpPut;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;
import org.apache.hc.core5.io.CloseMode;

/**
 * Sends a result to its receiver, once: over a connection of its own, within the time of an
 * attempt, which begins with the look-up of its name and ends with the answer.
 */
@ApplicationScoped
class PostWebhook {
  /** Bytes of an answer that are read, so that the receiver sees no broken connection. */
  private static final int MAX_ANSWER = 16 << 10;

  @Resource private ManagedThreadFactory managedThreads;

  private WebhookSettings settings;
  private Clock clock;

  @SuppressWarnings("NullAway.Init")
  private CloseableHttpClient client;

  @SuppressWarnings("NullAway.Init")
  private ScheduledThreadPoolExecutor timer;

  private volatile boolean closed;

  /** For the proxy. */
  @SuppressWarnings("NullAway.Init")
  PostWebhook() {}

  @Inject
  PostWebhook(Settings settings) {
    this.settings = settings.webhooks();
    this.clock = Clock.systemUTC();
  }

  PostWebhook(WebhookSettings settings, ThreadFactory threads) {
    this.settings = settings;
    this.clock = Clock.systemUTC();
    open(threads);
  }

  @PostConstruct
  void open() {
    open(managedThreads);
  }

  private void open(ThreadFactory threads) {
    client = ReceiverClient.of(settings);
    timer = new ScheduledThreadPoolExecutor(1, threads);
    timer.setRemoveOnCancelPolicy(true);
  }

  @PreDestroy
  void close() {
    closed = true;
    timer.shutdownNow();
    client.close(CloseMode.IMMEDIATE);
  }

  /**
   * Makes an attempt.
   *
   * @param id of the webhook
   * @param trace that the submission belongs to, which the receiver is told
   * @throws IllegalStateException when this node stops: the attempt says nothing
   */
  Outcome post(URI url, String id, Payload payload, Optional<TraceContext> trace) {
    if (!settings.isOn() && WebhookShape.of(url) == WebhookShape.OWN) {
      return new Outcome.Refused(
          Failure.withoutAnswer("address", "WEBHOOK_SECRET is not set any more"));
    }
    var isLate = new AtomicBoolean();
    try {
      var request = request(url, id, payload);
      trace.ifPresent(of -> name(of, request));
      return post(request, isLate);
    } catch (IOException | HttpException e) {
      if (closed || e instanceof ClosedByInterruptException) {
        throw new IllegalStateException("this node stops", e);
      }
      return isLate.get() ? late() : outcome(e);
    }
  }

  private static void name(TraceContext trace, HttpUriRequestBase request) {
    request.setHeader("traceparent", trace.parent());
    trace.state().ifPresent(state -> request.setHeader("tracestate", state));
  }

  private static Outcome outcome(Exception failure) {
    if (failure instanceof AllowedAddresses.NoneAllowed) {
      return new Outcome.Refused(Failure.withoutAnswer("address", AllowedAddresses.REFUSAL));
    }
    if (failure instanceof java.net.SocketTimeoutException) {
      return late();
    }
    return tryAgain("network", "no answer: " + reason(failure));
  }

  private static String reason(Exception failure) {
    if (failure instanceof java.net.UnknownHostException) {
      return "the name is not known";
    }
    if (failure instanceof java.net.ConnectException) {
      return "no connection";
    }
    return failure instanceof SSLException tls ? Certificates.reason(tls) : "the connection broke";
  }

  private static Outcome late() {
    return tryAgain("timeout", "no answer in time");
  }

  private static Outcome tryAgain(String kind, String reason) {
    return new Outcome.TryAgain(Failure.withoutAnswer(kind, reason), Optional.empty());
  }

  private HttpUriRequestBase request(URI url, String id, Payload payload) throws IOException {
    var request =
        WebhookShape.of(url) == WebhookShape.JUDGE0 ? new HttpPut(url) : new HttpPost(url);
    var timestamp = clock.instant().getEpochSecond();
    request.setHeader("webhook-id", id);
    request.setHeader("webhook-timestamp", Long.toString(timestamp));
    if (settings.isOn()) {
      request.setHeader(
          "webhook-signature", Signature.of(settings.secrets(), id, timestamp, payload));
    }
    request.setEntity(
        new InputStreamEntity(payload.open(), payload.length(), ContentType.APPLICATION_JSON));
    return request;
  }

  /** A receiver that takes or gives one byte at a time is late too. */
  private Outcome post(HttpUriRequestBase request, AtomicBoolean isLate)
      throws IOException, HttpException {
    var deadline = cancelAfter(settings.timeout(), request, isLate);
    try (ClassicHttpResponse response = client.executeOpen(null, request, null)) {
      try {
        var outcome = Outcome.ofStatus(response.getCode(), retryAfter(response));
        readSome(response);
        return outcome;
      } finally {
        // Closing alone would read the answer to its end.
        request.cancel();
      }
    } finally {
      deadline.cancel(false);
    }
  }

  private Future<?> cancelAfter(Duration time, HttpUriRequestBase request, AtomicBoolean isLate) {
    return timer.schedule(
        () -> {
          isLate.set(true);
          request.cancel();
        },
        time.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  private Optional<Duration> retryAfter(ClassicHttpResponse response) {
    return Optional.ofNullable(response.getFirstHeader("Retry-After"))
        .flatMap(header -> RetryAfter.parse(header.getValue(), clock.instant()));
  }

  /** What it says, and whether it says it to the end, changes nothing. */
  private static void readSome(ClassicHttpResponse response) {
    var entity = response.getEntity();
    if (entity != null) {
      try {
        var unused = entity.getContent().readNBytes(MAX_ANSWER);
      } catch (IOException e) {
        // The status was there.
      }
    }
  }
}
