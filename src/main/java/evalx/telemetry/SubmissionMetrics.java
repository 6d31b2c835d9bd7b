package evalx.telemetry;

import evalx.submission.Result;
import evalx.submission.SubmissionFinished;
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

  void count(@Observes SubmissionFinished event) {
    Result result = event.result();
    var language = new Tag("language", result.language());
    registry.counter(FINISHED, language, new Tag("status", result.status().label())).inc();
    result
        .cases()
        .forEach(
            c -> registry.counter(CASES, language, new Tag("status", c.status().label())).inc());
    registry
        .timer(TURNAROUND, language)
        .update(Duration.between(result.timeline().queued(), result.timeline().finished()));
  }
}
