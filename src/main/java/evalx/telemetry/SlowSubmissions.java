package evalx.telemetry;

import evalx.events.SubmissionObserver;
import evalx.submission.Result;
import evalx.submission.SubmissionEvent;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Warns of a submission that took long from the queue to its result, once a minute. */
@Singleton
final class SlowSubmissions implements SubmissionObserver {
  static final Duration LIMIT = Duration.ofSeconds(2);
  static final Duration PACE = Duration.ofMinutes(1);
  private static final Logger LOG = System.getLogger(SlowSubmissions.class.getName());

  private final Seldom seldom;
  private final Consumer<String> warnings;

  @Inject
  SlowSubmissions() {
    this(System::nanoTime, warning -> LOG.log(Level.WARNING, warning));
  }

  SlowSubmissions(LongSupplier nanoTime, Consumer<String> warnings) {
    this.seldom = new Seldom(PACE, nanoTime);
    this.warnings = warnings;
  }

  @Override
  public void observe(SubmissionEvent event) {
    if (event instanceof SubmissionEvent.Finished ended
        && took(ended.result()).compareTo(LIMIT) > 0) {
      seldom.pass().ifPresent(others -> warnings.accept(sentence(ended.result(), others)));
    }
  }

  private static Duration took(Result result) {
    var timeline = result.provenance().timeline();
    return Duration.between(timeline.queued(), timeline.finished());
  }

  private static String sentence(Result result, long others) {
    var timeline = result.provenance().timeline();
    var waited =
        Duration.between(timeline.queued(), timeline.started().orElse(timeline.finished()));
    return "%s took %d ms from the queue to its result, %d ms of them waiting; since the last such warning %d others took more than %d s"
        .formatted(
            result.id(), took(result).toMillis(), waited.toMillis(), others, LIMIT.toSeconds());
  }
}
