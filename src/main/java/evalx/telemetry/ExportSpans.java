package evalx.telemetry;

import evalx.config.Settings;
import evalx.config.TraceSettings;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sends spans to the receiver of OTEL_EXPORTER_OTLP_ENDPOINT, a second after they come at the
 * latest. A receiver that is away or slow loses spans and holds up nothing.
 */
@ApplicationScoped
public class ExportSpans {
  private static final int MAX_WAITING = 4096;
  private static final int MAX_BATCH = 512;
  private static final long GATHER_MILLIS = 500;
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final long WARN_NANOS = Duration.ofMinutes(1).toNanos();
  private static final String TOO_MANY = "they come faster than the receiver takes them";
  private static final Logger LOG = System.getLogger(ExportSpans.class.getName());

  @Resource private ManagedThreadFactory threads;

  private final BlockingQueue<Span> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
  private final AtomicLong dropped = new AtomicLong();
  private TraceSettings settings;
  private OtlpJson json;
  private Optional<Thread> sending = Optional.empty();
  private long lastWarning = System.nanoTime() - WARN_NANOS;
  private long told;
  private String cause = TOO_MANY;

  /** For the proxy. */
  @SuppressWarnings("NullAway.Init")
  ExportSpans() {}

  @Inject
  ExportSpans(Settings settings) {
    this.settings = settings.node().traces();
    this.json = new OtlpJson(this.settings.service(), settings.node().worker());
  }

  void start(@Observes @Initialized(ApplicationScoped.class) Object event) {
    start(threads);
  }

  /** Begins to send, where there is a receiver, until {@link #close}. */
  void start(ThreadFactory factory) {
    sending = settings.endpoint().map(to -> factory.newThread(() -> send(tracesOf(to))));
    sending.ifPresent(Thread::start);
  }

  private static URI tracesOf(URI endpoint) {
    return URI.create(endpoint.toString().replaceFirst("/+$", "") + "/v1/traces");
  }

  /** Whether spans go anywhere. */
  public boolean isOn() {
    return settings.endpoint().isPresent();
  }

  /** Sends a span later, or drops it when too many wait. */
  void export(Span span) {
    if (isOn() && span.place().isSampled() && !waiting.offer(span)) {
      dropped.incrementAndGet();
    }
  }

  /** How many spans were lost since the start. */
  long dropped() {
    return dropped.get();
  }

  /** Ends within the time of a request; spans that still wait are not sent. */
  @PreDestroy
  void close() {
    sending.ifPresent(
        thread -> {
          thread.interrupt();
          try {
            thread.join(TIMEOUT.toMillis());
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private void send(URI to) {
    var client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    try {
      while (true) {
        var first = waiting.take();
        TimeUnit.MILLISECONDS.sleep(GATHER_MILLIS);
        var batch = new ArrayList<Span>(List.of(first));
        waiting.drainTo(batch, MAX_BATCH - 1);
        send(client, to, batch);
        tellLost();
      }
    } catch (InterruptedException e) {
      LOG.log(Level.DEBUG, "{0} spans are not sent any more", waiting.size());
    }
  }

  /** The deadline is for the whole answer, not only for its head. */
  private void send(HttpClient client, URI to, List<Span> batch) throws InterruptedException {
    var request = HttpRequest.newBuilder(to);
    settings.headers().forEach(request::setHeader);
    request.setHeader("Content-Type", "application/json");
    request.POST(BodyPublishers.ofByteArray(json.request(batch)));
    var answer = client.sendAsync(request.build(), BodyHandlers.discarding());
    try {
      var status = answer.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS).statusCode();
      if (status >= 300) {
        lose(batch.size(), "the receiver answers with status " + status);
      }
    } catch (ExecutionException e) {
      lose(batch.size(), String.valueOf(e.getCause()));
    } catch (TimeoutException e) {
      lose(batch.size(), "the receiver takes longer than " + TIMEOUT.toSeconds() + " s");
    } finally {
      answer.cancel(true);
    }
  }

  private void lose(int count, String reason) {
    dropped.addAndGet(count);
    cause = reason;
  }

  /** Once a minute at most, for all that were lost before. */
  private void tellLost() {
    if (dropped.get() > told && System.nanoTime() - lastWarning >= WARN_NANOS) {
      lastWarning = System.nanoTime();
      told = dropped.get();
      LOG.log(Level.WARNING, "{0} spans of traces are lost since the start: {1}", told, cause);
      cause = TOO_MANY;
    }
  }
}
