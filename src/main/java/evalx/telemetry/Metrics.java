package evalx.telemetry;

import evalx.config.Driver;
import evalx.events.DialectAnswered;
import evalx.events.SubmissionObserver;
import evalx.language.Language;
import evalx.language.Languages;
import evalx.node.DriverEvent;
import evalx.node.DriverFailed;
import evalx.node.DriverFellBack;
import evalx.submission.CaseResult;
import evalx.submission.Result;
import evalx.submission.SubmissionEvent;
import evalx.submission.SubmissionId;
import evalx.submission.Verdict;
import evalx.webhook.WebhookAttempted;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;

/**
 * Counts what happens on this node, with the same names and units on every server. Counters whose
 * labels are known are there from the start.
 */
@Singleton
public class Metrics implements SubmissionObserver {
  /** Stands for a language that is not in the table: producers may name any. */
  static final String UNKNOWN = "unknown";

  /** In seconds. */
  private static final double[] BOUNDS = {
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60
  };

  private static final double NANOS = 1e9;

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Counter finished =
      counter(
          "evalx_submissions_finished",
          "Submissions that ended on this node",
          "language",
          "status");
  private final Counter cases =
      counter("evalx_test_cases", "Test cases that ended on this node", "language", "status");
  private final Counter programs =
      counter(
          "evalx_programs",
          "Submissions by whether their program was in a cache",
          "language",
          "cached");
  private final Counter runs =
      counter(
          "evalx_runs",
          "Test cases by whether the outcome of their run was in a cache",
          "language",
          "cached");
  private final Counter fellBack =
      counter(
          "evalx_driver_fallbacks",
          "Jobs that one driver could not begin and the next one ran",
          "from",
          "to");
  private final Counter driverFailures =
      counter(
          "evalx_sandbox_failures",
          "Jobs that a driver could not run, or not to their end",
          "driver",
          "kind");
  private final Counter repliesRefused =
      counter("evalx_replies_refused", "Replies to JMS producers that the broker did not take");
  private final Counter webhooks =
      counter(
          "evalx_webhook_attempts",
          "Attempts to send results to receivers of webhooks, and webhooks given up without one",
          "outcome",
          "next");
  private final Counter dialects =
      counter(
          "evalx_dialect_requests",
          "Requests in the dialects of other engines that were answered",
          "dialect",
          "status");

  private final Languages languages;
  private final List<Runnable> beforeReads = new CopyOnWriteArrayList<>();

  @Inject
  Metrics(Languages languages) {
    this.languages = languages;
    JvmMetrics.builder().register(registry);
    languages.all().stream().map(Language::id).forEach(this::expect);
    expect(UNKNOWN);
    for (var next : WebhookAttempted.Next.values()) {
      WebhookAttempted.OUTCOMES.forEach(kind -> webhooks.initLabelValues(kind, next.label()));
    }
    for (Driver driver : Driver.values()) {
      expect(driver);
    }
  }

  /** Does something, which must not wait, each time before the metrics are read. */
  void beforeEachRead(Runnable task) {
    beforeReads.add(task);
  }

  Counter counter(String name, String help, String... labels) {
    return Counter.builder().name(name).help(help).labelNames(labels).register(registry);
  }

  /** A count that somebody else keeps. */
  void counter(String name, String help, LongSupplier count) {
    CounterWithCallback.builder()
        .name(name)
        .help(help)
        .callback(callback -> callback.call((double) count.getAsLong()))
        .register(registry);
  }

  Gauge gauge(String name, String help, String... labels) {
    return Gauge.builder().name(name).help(help).labelNames(labels).register(registry);
  }

  /** A figure that is looked up whenever the metrics are read; must not wait. */
  void gauge(String name, String help, LongSupplier figure) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .callback(callback -> callback.call((double) figure.getAsLong()))
        .register(registry);
  }

  /** Counts every observation of seconds in buckets from 1 ms to 60 s. */
  Histogram histogram(String name, String help, String... labels) {
    return Histogram.builder()
        .name(name)
        .help(help)
        .labelNames(labels)
        .classicOnly()
        .classicUpperBounds(BOUNDS)
        .register(registry);
  }

  static double seconds(Duration time) {
    return time.toNanos() / NANOS;
  }

  private void expect(String language) {
    for (Verdict verdict : Verdict.values()) {
      finished.initLabelValues(language, verdict.label());
      cases.initLabelValues(language, verdict.label());
    }
    for (String cached : new String[] {"true", "false"}) {
      programs.initLabelValues(language, cached);
      runs.initLabelValues(language, cached);
    }
  }

  private void expect(Driver driver) {
    if (driver != Driver.AUTO) {
      for (DriverFailed.Kind kind : DriverFailed.Kind.values()) {
        driverFailures.initLabelValues(word(driver), word(kind));
      }
      if (driver != Driver.NATIVE) {
        fellBack.initLabelValues(word(Driver.NATIVE), word(driver));
      }
    }
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public void observe(SubmissionEvent event) {
    if (event instanceof SubmissionEvent.Finished ended) {
      count(ended.result());
    }
  }

  private void count(Result result) {
    var language = languages.find(result.subject().language()).map(Language::id).orElse(UNKNOWN);
    finished.labelValues(language, result.verdict().label()).inc();
    for (CaseResult each : result.cases()) {
      cases.labelValues(language, each.verdict().label()).inc();
      if (each.notes().cached() || !each.usage().wallTime().isZero()) {
        runs.labelValues(language, Boolean.toString(each.notes().cached())).inc();
      }
    }
    if (result.provenance().driver().isPresent()) {
      programs.labelValues(language, Boolean.toString(result.compiled().cached())).inc();
    }
  }

  @Override
  public void replyRefused(SubmissionId id) {
    repliesRefused.inc();
  }

  void count(@Observes WebhookAttempted event) {
    webhooks.labelValues(event.outcome(), event.next().label()).inc();
  }

  void count(@Observes DriverEvent event) {
    if (event instanceof DriverFellBack passed) {
      fellBack.labelValues(passed.from(), passed.to()).inc();
    } else if (event instanceof DriverFailed failed) {
      driverFailures.labelValues(failed.driver(), word(failed.kind())).inc();
    } else {
      throw new IllegalStateException("no way to count " + event);
    }
  }

  void count(@Observes DialectAnswered event) {
    dialects.labelValues(event.dialect(), Integer.toString(event.status())).inc();
  }

  /** Writes all of them, and what this process uses, in the text format of Prometheus 0.0.4. */
  public void write(OutputStream out) throws IOException {
    beforeReads.forEach(Runnable::run);
    PrometheusTextFormatWriter.create().write(out, registry.scrape());
  }
}
