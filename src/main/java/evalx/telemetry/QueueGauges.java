package evalx.telemetry;

import evalx.broker.Management;
import evalx.broker.QueueState;
import evalx.language.Language;
import evalx.language.Languages;
import evalx.queue.QueueNames;
import io.prometheus.metrics.core.metrics.Gauge;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What is in the broker's queues; warns of one that grows long. Used by one thread. */
@Singleton
final class QueueGauges {
  /** Jobs that wait for one language. */
  static final long LONG = 100;

  private static final Duration PACE = Duration.ofMinutes(1);
  private static final String OTHER = "other";
  private static final Logger LOG = System.getLogger(QueueGauges.class.getName());

  private final Management management;
  private final Set<String> queues;
  private final Gauge waiting;
  private final Gauge delayed;
  private final Gauge paused;
  private final Gauge inWork;
  private final Gauge oldest;
  private final Gauge consumers;
  private final Gauge deadLetters;
  private final Map<String, Seldom> warnings = new HashMap<>();
  private Optional<Letters> lettersCounted = Optional.empty();

  /** Whether the letters are others than before: as many may have come as were removed. */
  private record Letters(long number, long added) {}

  @Inject
  QueueGauges(Metrics metrics, Management management, Languages languages) {
    this.management = management;
    this.queues =
        languages.all().stream()
            .map(Language::id)
            .map(QueueNames::jobs)
            .collect(Collectors.toUnmodifiableSet());
    waiting = metrics.gauge("evalx_queue_messages", "Jobs that wait", "queue");
    delayed = metrics.gauge("evalx_queue_delayed", "Jobs that are to start later", "queue");
    paused =
        metrics.gauge("evalx_queue_paused", "1 while the queue hands out no jobs, else 0", "queue");
    inWork = metrics.gauge("evalx_queue_in_delivery", "Jobs in work", "queue");
    oldest =
        metrics.gauge("evalx_queue_oldest_seconds", "Age of the job that waits first", "queue");
    consumers = metrics.gauge("evalx_queue_consumers", "Workers that would take a job", "queue");
    deadLetters =
        metrics.gauge("evalx_dead_letters", "Dead letters by the queue they were in", "queue");
  }

  /**
   * Asks the broker.
   *
   * @throws evalx.broker.BrokerAway when it does not answer
   * @throws evalx.broker.SendRefused when it may not be asked
   */
  void sample() {
    for (QueueState queue : management.queues(QueueNames.jobs(""))) {
      if (queues.contains(queue.name())) {
        sample(queue);
      }
    }
    sampleDeadLetters();
  }

  /** Tells nothing any more, until the broker is asked again. */
  void forget() {
    List.of(waiting, delayed, paused, inWork, oldest, consumers, deadLetters).forEach(Gauge::clear);
    lettersCounted = Optional.empty();
  }

  private void sample(QueueState queue) {
    var ready = queue.counts().ready();
    waiting.labelValues(queue.name()).set((double) ready);
    delayed.labelValues(queue.name()).set((double) queue.counts().delayed());
    paused.labelValues(queue.name()).set(queue.paused() ? 1 : 0);
    inWork.labelValues(queue.name()).set((double) queue.inWork());
    consumers.labelValues(queue.name()).set(queue.consumers());
    var age = ready == 0 ? Duration.ZERO : management.ageOfOldest(queue.name());
    oldest.labelValues(queue.name()).set(Metrics.seconds(age));
    if (ready > LONG) {
      warn(queue, age);
    }
  }

  private void warn(QueueState queue, Duration age) {
    warnings
        .computeIfAbsent(queue.name(), name -> new Seldom(PACE, System::nanoTime))
        .pass()
        .ifPresent(
            others ->
                LOG.log(
                    Level.WARNING,
                    "{0} jobs wait in {1}, the first of them for {2} s: more workers would shorten"
                        + " it",
                    queue.counts().ready(),
                    queue.name(),
                    age.toSeconds()));
  }

  /** Counted again only when some have come or gone: they may be many. */
  private void sampleDeadLetters() {
    var now = letters();
    if (lettersCounted.filter(now::equals).isPresent()) {
      return;
    }
    var byQueue = new HashMap<String, Long>();
    List.of(queues, Set.of(OTHER)).forEach(all -> all.forEach(name -> byQueue.put(name, 0L)));
    if (now.number() > 0) {
      management
          .byOrigin(QueueNames.DEAD_LETTER_QUEUE)
          .forEach((name, count) -> byQueue.merge(known(name), count, Long::sum));
    }
    byQueue.forEach((name, count) -> deadLetters.labelValues(name).set((double) count));
    lettersCounted = Optional.of(now);
  }

  private Letters letters() {
    return management.queues(QueueNames.DEAD_LETTER_QUEUE).stream()
        .filter(queue -> queue.name().equals(QueueNames.DEAD_LETTER_QUEUE))
        .map(queue -> new Letters(queue.counts().all(), queue.added()))
        .findFirst()
        .orElse(new Letters(0, 0));
  }

  private String known(String queue) {
    return queues.contains(queue) ? queue : OTHER;
  }
}
