package evalx.telemetry;

import evalx.events.SubmissionObserver;
import evalx.language.Language;
import evalx.language.Languages;
import evalx.node.DriverFellBack;
import evalx.submission.CaseResult;
import evalx.submission.Result;
import evalx.submission.SubmissionEvent;
import evalx.submission.SubmissionId;
import evalx.submission.Verdict;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/** Counts what happens on this node. Counters whose labels are known are there from the start. */
@ApplicationScoped
class Metrics implements SubmissionObserver {
  private MetricRegistry registry;
  private Languages languages;

  @SuppressWarnings("NullAway.Init")
  Metrics() {}

  @Inject
  Metrics(MetricRegistry registry, Languages languages) {
    this.registry = registry;
    this.languages = languages;
  }

  void registerAtZero(@Observes @Initialized(ApplicationScoped.class) Object event) {
    registry.counter(MetricNames.REPLIES_REFUSED);
    for (Language language : languages.all()) {
      var tag = language(language.id());
      for (Verdict verdict : Verdict.values()) {
        registry.counter(MetricNames.FINISHED, tag, status(verdict));
        registry.counter(MetricNames.CASES, tag, status(verdict));
      }
      for (boolean cached : new boolean[] {true, false}) {
        registry.counter(MetricNames.PROGRAMS, tag, cached(cached));
        registry.counter(MetricNames.RUNS, tag, cached(cached));
      }
      registry.timer(MetricNames.TURNAROUND, tag);
    }
  }

  @Override
  public void observe(SubmissionEvent event) {
    if (event instanceof SubmissionEvent.Finished finished) {
      count(finished.result());
    }
  }

  private void count(Result result) {
    var language = language(result.subject().language());
    registry.counter(MetricNames.FINISHED, language, status(result.verdict())).inc();
    for (CaseResult each : result.cases()) {
      registry.counter(MetricNames.CASES, language, status(each.verdict())).inc();
    }
    if (result.provenance().driver().isPresent()) {
      registry.counter(MetricNames.PROGRAMS, language, cached(result.compiled().cached())).inc();
    }
    result.cases().stream()
        .filter(c -> c.notes().cached() || !c.usage().wallTime().isZero())
        .forEach(
            c -> registry.counter(MetricNames.RUNS, language, cached(c.notes().cached())).inc());
    var timeline = result.provenance().timeline();
    registry
        .timer(MetricNames.TURNAROUND, language)
        .update(Duration.between(timeline.queued(), timeline.finished()));
  }

  @Override
  public void replyRefused(SubmissionId id) {
    registry.counter(MetricNames.REPLIES_REFUSED).inc();
  }

  void count(@Observes DriverFellBack event) {
    registry
        .counter(MetricNames.FELL_BACK, new Tag("from", event.from()), new Tag("to", event.to()))
        .inc();
  }

  private static Tag language(String id) {
    return new Tag("language", id);
  }

  private static Tag status(Verdict verdict) {
    return new Tag("status", verdict.label());
  }

  private static Tag cached(boolean cached) {
    return new Tag("cached", Boolean.toString(cached));
  }
}
