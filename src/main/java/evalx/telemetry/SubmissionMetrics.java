package evalx.telemetry;

import evalx.cache.CacheFull;
import evalx.submission.Result;
import evalx.submission.SubmissionEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/** Counts what this node has finished, by language and status. */
@ApplicationScoped
class SubmissionMetrics {
  private static final Metadata FINISHED =
      Metadata.builder()
          .withName("evalx_submissions_finished")
          .withDescription("Submissions that ended on this node")
          .build();
  private static final Metadata CASES =
      Metadata.builder()
          .withName("evalx_test_cases")
          .withDescription("Test cases that ended on this node")
          .build();
  private static final Metadata PROGRAMS =
      Metadata.builder()
          .withName("evalx_programs")
          .withDescription("Submissions whose sources were compiled for them, or had been before")
          .build();
  private static final Metadata RUNS =
      Metadata.builder()
          .withName("evalx_runs")
          .withDescription("Test cases that were run, or whose run before stood for them")
          .build();
  private static final Metadata NOT_CACHED =
      Metadata.builder()
          .withName("evalx_cache_refused")
          .withDescription("Writes to a cache that Redis had no room for, or was away")
          .build();
  private static final Metadata TURNAROUND =
      Metadata.builder()
          .withName("evalx_turnaround")
          .withDescription("Time from the queue to the result")
          .build();

  private MetricRegistry registry;

  SubmissionMetrics() {}

  @Inject
  SubmissionMetrics(MetricRegistry registry) {
    this.registry = registry;
  }

  void count(@Observes SubmissionEvent.Finished event) {
    Result result = event.result();
    var language = new Tag("language", result.subject().language());
    registry.counter(FINISHED, language, new Tag("status", result.verdict().label())).inc();
    result
        .cases()
        .forEach(
            c -> registry.counter(CASES, language, new Tag("status", c.verdict().label())).inc());
    countCached(result, language);
    registry
        .timer(TURNAROUND, language)
        .update(
            Duration.between(
                result.provenance().timeline().queued(),
                result.provenance().timeline().finished()));
  }

  /** Only what came as far as to be compiled, or run. */
  private void countCached(Result result, Tag language) {
    if (result.provenance().driver().isPresent()) {
      registry.counter(PROGRAMS, language, cached(result.compiled().cached())).inc();
    }
    result.cases().stream()
        .filter(c -> c.notes().cached() || !c.usage().wallTime().isZero())
        .forEach(c -> registry.counter(RUNS, language, cached(c.notes().cached())).inc());
  }

  private static Tag cached(boolean cached) {
    return new Tag("cached", Boolean.toString(cached));
  }

  void count(@Observes CacheFull event) {
    registry.counter(NOT_CACHED).inc();
  }
}
