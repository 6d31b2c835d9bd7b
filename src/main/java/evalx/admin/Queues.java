package evalx.admin;

import evalx.broker.QueueControl;
import evalx.broker.QueueState;
import evalx.config.Settings;
import evalx.queue.QueueNames;
import evalx.queue.WaitingJobs;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The queues at the broker. Each method throws {@link evalx.broker.BrokerAway} when the broker does
 * not answer.
 */
@Singleton
public class Queues {
  private static final int PIECE = 1000;
  private static final Duration MAX_PURGE = Duration.ofSeconds(20);
  private static final double MILLIS = 1000.0;

  private final QueueControl control;
  private final WaitingJobs waitingJobs;
  private final Series series;
  private final int maxDepth;
  private final Clock clock;

  @Inject
  Queues(QueueControl control, WaitingJobs waitingJobs, Series series, Settings settings) {
    this(control, waitingJobs, series, settings.broker().maxQueueDepth(), Clock.systemUTC());
  }

  Queues(QueueControl control, WaitingJobs waitingJobs, Series series, int maxDepth, Clock clock) {
    this.control = control;
    this.waitingJobs = waitingJobs;
    this.series = series;
    this.maxDepth = maxDepth;
    this.clock = clock;
  }

  /** A queue as it is shown; what is not known is absent. */
  public record Shown(
      String name,
      Optional<String> language,
      long depth,
      long waiting,
      long delayed,
      long inDelivery,
      int consumers,
      boolean paused,
      Optional<Integer> maxDepth,
      Optional<Double> oldestAge,
      Optional<Double> addedPerMinute,
      Optional<Double> takenPerMinute) {}

  /** What a purge has done. */
  public record Purged(String language, int purged, long remaining) {}

  /** All queues, those of languages first. */
  public List<Shown> all() {
    var rates = series.rates();
    return control.states(QueueNames.ALL).stream()
        .sorted(
            Comparator.comparing((QueueState state) -> QueueNames.language(state.name()).isEmpty())
                .thenComparing(QueueState::name))
        .map(state -> shown(state, rates))
        .toList();
  }

  /**
   * The queue of a language.
   *
   * @throws NotFound when the broker has none
   */
  public Shown of(String language) {
    return shown(state(language), series.rates());
  }

  private QueueState state(String language) {
    var name = QueueNames.jobs(language);
    return control.states(name).stream()
        .filter(state -> state.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new NotFound("The broker has no queue " + name + " yet."));
  }

  private Shown shown(QueueState state, Map<String, Series.Rates> rates) {
    var counts = state.counts();
    var language = Optional.of(QueueNames.language(state.name())).filter(name -> !name.isEmpty());
    var rate = Optional.ofNullable(rates.get(state.name()));
    return new Shown(
        state.name(),
        language,
        counts.all(),
        counts.ready(),
        counts.delayed(),
        counts.inWork(),
        state.consumers(),
        state.paused(),
        language.map(any -> maxDepth),
        language.filter(any -> counts.ready() > 0).flatMap(waitingJobs::oldest).map(this::age),
        rate.map(Series.Rates::addedPerMinute),
        rate.map(Series.Rates::takenPerMinute));
  }

  private double age(Instant sent) {
    return Math.max(0, Duration.between(sent, clock.instant()).toMillis() / MILLIS);
  }

  /** Lets workers take no more jobs of a language, until {@link #resume}. */
  public Shown pause(String language) {
    control.pause(state(language).name());
    return of(language);
  }

  /** Lets workers take jobs of a language again. */
  public Shown resume(String language) {
    control.resume(state(language).name());
    return of(language);
  }

  /** Removes the jobs of a language that no worker has in hand, as many as there is time for. */
  public Purged purge(String language) {
    state(language);
    var end = clock.instant().plus(MAX_PURGE);
    var purged = 0;
    int moved;
    do {
      moved = waitingJobs.purge(language, PIECE);
      purged += moved;
    } while (moved == PIECE && clock.instant().isBefore(end));
    return new Purged(language, purged, state(language).counts().all());
  }
}
