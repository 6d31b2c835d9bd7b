package evalx.telemetry;

import evalx.events.DialectAnswered;
import evalx.events.SubmissionObserver;
import evalx.language.Language;
import evalx.language.Languages;
import evalx.node.DriverFellBack;
import evalx.submission.CaseResult;
import evalx.submission.Result;
import evalx.submission.SubmissionEvent;
import evalx.submission.SubmissionId;
import evalx.submission.Verdict;
import io.prometheus.metrics.core.metrics.Counter;
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

/**
 * Counts what happens on this node, with the same names and units on every server. Counters whose
 * labels are known are there from the start.
 */
@Singleton
public class Metrics implements SubmissionObserver {
  /** Stands for a language that is not in the table: producers may name any. */
  private static final String UNKNOWN = "unknown";

  /** In seconds: from a null program on an idle node to the longest that a job may take. */
  private static final double[] TURNAROUND_BOUNDS = {
    0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600
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
  private final Counter repliesRefused =
      counter("evalx_replies_refused", "Replies to JMS producers that the broker did not take");
  private final Counter dialects =
      counter(
          "evalx_dialect_requests",
          "Requests in the dialects of other engines that were answered",
          "dialect",
          "status");
  private final Histogram turnaround =
      Histogram.builder()
          .name("evalx_turnaround_seconds")
          .help("Time from the queue to the result")
          .labelNames("language")
          .classicOnly()
          .classicUpperBounds(TURNAROUND_BOUNDS)
          .register(registry);

  private final Languages languages;

  @Inject
  Metrics(Languages languages) {
    this.languages = languages;
    JvmMetrics.builder().register(registry);
    languages.all().stream().map(Language::id).forEach(this::expect);
    expect(UNKNOWN);
  }

  private Counter counter(String name, String help, String... labels) {
    return Counter.builder().name(name).help(help).labelNames(labels).register(registry);
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
    turnaround.initLabelValues(language);
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
    var timeline = result.provenance().timeline();
    var took = Duration.between(timeline.queued(), timeline.finished());
    turnaround.labelValues(language).observe(took.toNanos() / NANOS);
  }

  @Override
  public void replyRefused(SubmissionId id) {
    repliesRefused.inc();
  }

  void count(@Observes DriverFellBack event) {
    fellBack.labelValues(event.from(), event.to()).inc();
  }

  void count(@Observes DialectAnswered event) {
    dialects.labelValues(event.dialect(), Integer.toString(event.status())).inc();
  }

  /** Writes all of them, and what this process uses, in the text format of Prometheus 0.0.4. */
  public void write(OutputStream out) throws IOException {
    PrometheusTextFormatWriter.create().write(out, registry.scrape());
  }
}
