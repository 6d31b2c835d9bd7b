package evalx.telemetry;

import evalx.events.SubmissionObserver;
import evalx.language.Language;
import evalx.language.Languages;
import evalx.node.Capabilities;
import evalx.submission.CaseResult;
import evalx.submission.Result;
import evalx.submission.SubmissionEvent;
import evalx.submission.Verdict;
import io.prometheus.metrics.core.metrics.Histogram;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How long submissions that ended on this node took, and what of it was waiting, compiling and
 * running, by language and status. A cached outcome took no time and is left out.
 *
 * <p>Prometheus does not count what a series begins with. So each language that works here has its
 * series of accepted submissions before the first one; those of the other statuses begin when they
 * do, because a histogram has too many lines for all, and are counted from the start in {@link
 * CountEvents}.
 */
@Singleton
final class Durations implements SubmissionObserver {
  private final Languages languages;
  private final Capabilities capabilities;
  private final Histogram endToEnd;
  private final Histogram queueWait;
  private final Histogram compile;
  private final Histogram execution;

  @Inject
  Durations(Metrics metrics, Languages languages, Capabilities capabilities) {
    this.languages = languages;
    this.capabilities = capabilities;
    endToEnd = histogram(metrics, "end_to_end", "Time from the queue to the result");
    queueWait = histogram(metrics, "queue_wait", "Time from the queue to the start of a worker");
    compile = histogram(metrics, "compile", "CPU time of compilers");
    execution = histogram(metrics, "execution", "Time of each test case from exec to its end");
    metrics.beforeEachRead(this::expectSubmissions);
  }

  /** Made with the node, not with its first submission. */
  void start(@Observes @Initialized(ApplicationScoped.class) Object event) {}

  private void expectSubmissions() {
    for (String language : capabilities.working()) {
      for (Histogram histogram : List.of(endToEnd, queueWait, compile, execution)) {
        histogram.initLabelValues(language, Verdict.ACCEPTED.label());
      }
    }
  }

  private static Histogram histogram(Metrics metrics, String name, String help) {
    return metrics.histogram("evalx_" + name + "_seconds", help, "language", "status");
  }

  @Override
  public void observe(SubmissionEvent event) {
    if (event instanceof SubmissionEvent.Finished ended) {
      observe(ended.result());
    }
  }

  private void observe(Result result) {
    var language =
        languages.find(result.subject().language()).map(Language::id).orElse(Metrics.UNKNOWN);
    var status = result.verdict().label();
    var timeline = result.provenance().timeline();
    observe(endToEnd, between(timeline.queued(), timeline.finished()), language, status);
    timeline
        .started()
        .ifPresent(
            start -> observe(queueWait, between(timeline.queued(), start), language, status));
    if (!result.compiled().cached() && !result.compiled().time().isZero()) {
      observe(compile, result.compiled().time(), language, status);
    }
    for (CaseResult each : result.cases()) {
      if (!each.notes().cached() && !each.usage().wallTime().isZero()) {
        observe(execution, each.usage().wallTime(), language, each.verdict().label());
      }
    }
  }

  private static void observe(Histogram histogram, Duration time, String... labels) {
    histogram.labelValues(labels).observe(Metrics.seconds(time));
  }

  /** The clocks of two nodes may differ by more than a submission takes. */
  private static Duration between(Instant from, Instant to) {
    return from.isAfter(to) ? Duration.ZERO : Duration.between(from, to);
  }
}
