package evalx.admin;

import evalx.history.HistoryFilter.Period;
import evalx.language.Language;
import evalx.language.Languages;
import evalx.queue.Position;
import evalx.queue.QueuePage;
import evalx.queue.WaitingJob;
import evalx.queue.WaitingJobs;
import evalx.submission.Phase;
import evalx.submission.Priority;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The submissions that have not ended: those that workers say they have in hand, then those that
 * wait, language by language.
 */
@Singleton
public class OpenSubmissions {
  /** Waiting jobs that are looked at for one page. */
  private static final int MAX_LOOKS = 5000;

  private static final int PIECE = 100;

  private final NodeReports reports;
  private final WaitingJobs waitingJobs;
  private final List<String> languages;

  @Inject
  OpenSubmissions(NodeReports reports, WaitingJobs waitingJobs, Languages languages) {
    this.reports = reports;
    this.waitingJobs = waitingJobs;
    this.languages = languages.all().stream().map(Language::id).toList();
  }

  /**
   * Which submissions are wanted; empty parts mean any.
   *
   * @param period when they were queued; one of which that is not known is wanted too
   */
  public record Filter(
      Optional<String> language, Optional<Phase> phase, Optional<String> caller, Period period) {
    boolean matches(Shown shown) {
      return language.map(shown.language()::equals).orElse(true)
          && phase.map(wanted -> wanted.label().equals(shown.status())).orElse(true)
          && caller.map(shown.caller()::equals).orElse(true)
          && shown.queuedAt().map(period::contains).orElse(true);
    }
  }

  /**
   * Where a page goes on: in the queue of a language after a job.
   *
   * @param after empty for its beginning
   */
  public record Place(String language, Optional<Position> after) {
    /** The place that a text stands for; empty when it is not one that {@link #text} made. */
    static Optional<Place> parse(String text) {
      var parts = text.split("\\.", -1);
      if (parts.length != 2 || !parts[0].matches("[a-z0-9_+-]{1,40}")) {
        return Optional.empty();
      }
      var after = Position.parse(parts[1]);
      return parts[1].isEmpty() || after.isPresent()
          ? Optional.of(new Place(parts[0], after))
          : Optional.empty();
    }

    /** Characters of which clients know no more. */
    public String text() {
      return language + "." + after.map(Position::text).orElse("");
    }
  }

  /** The place that a text stands for in the queues of this build's languages. */
  public Optional<Place> place(String text) {
    return Place.parse(text).filter(place -> languages.contains(place.language()));
  }

  /** A submission as it is shown. */
  public record Shown(
      String token,
      String status,
      String language,
      String caller,
      Optional<Integer> priority,
      Optional<Instant> queuedAt,
      Optional<String> worker,
      Optional<String> since) {}

  /** Some submissions. */
  public record Page(List<Shown> submissions, Optional<String> next) {
    public Page {
      submissions = List.copyOf(submissions);
    }
  }

  /**
   * A page. The first has all that are in hand, also where these are more than the limit.
   *
   * @throws evalx.broker.BrokerAway when the broker does not answer
   * @throws evalx.redis.RedisAway when Redis does not
   */
  public Page page(Filter filter, Optional<Place> from, int limit) {
    var found = new ArrayList<Shown>();
    if (from.isEmpty()) {
      inHand().stream().filter(filter::matches).forEach(found::add);
    }
    if (filter.phase().equals(Optional.of(Phase.PROCESSING))) {
      return new Page(found, Optional.empty());
    }
    return addWaiting(found, filter, from, limit);
  }

  private List<Shown> inHand() {
    return reports.alive().stream()
        .flatMap(node -> node.jobs().stream().map(job -> shown(job, node.about().id())))
        .sorted(Comparator.comparing(shown -> shown.since().orElse("")))
        .toList();
  }

  private static Shown shown(NodeReport.Job job, String worker) {
    return new Shown(
        job.token(),
        Phase.PROCESSING.label(),
        job.language(),
        job.caller(),
        Optional.empty(),
        Optional.ofNullable(job.queuedAt()).map(Instant::parse),
        Optional.of(worker),
        Optional.of(job.since()));
  }

  private Page addWaiting(List<Shown> found, Filter filter, Optional<Place> from, int limit) {
    var looks = 0;
    var place = from.or(() -> languages.stream().findFirst().map(OpenSubmissions::beginning));
    while (place.isPresent()) {
      var at = place.get();
      if (found.size() >= limit || looks >= MAX_LOOKS) {
        return new Page(found, Optional.of(at.text()));
      }
      var wanted = filter.language().map(at.language()::equals).orElse(true);
      var page =
          wanted
              ? waitingJobs.page(at.language(), at.after(), Math.min(PIECE, limit - found.size()))
              : new QueuePage<WaitingJob>(List.of(), Optional.empty());
      page.items().stream().map(OpenSubmissions::shown).filter(filter::matches).forEach(found::add);
      looks += page.items().size();
      place =
          page.next().isPresent()
              ? Optional.of(new Place(at.language(), page.next()))
              : after(at.language());
    }
    return new Page(found, Optional.empty());
  }

  private static Place beginning(String language) {
    return new Place(language, Optional.empty());
  }

  private Optional<Place> after(String language) {
    var next = languages.indexOf(language) + 1;
    return next > 0 && next < languages.size()
        ? Optional.of(beginning(languages.get(next)))
        : Optional.empty();
  }

  private static Shown shown(WaitingJob job) {
    return new Shown(
        job.token().toString(),
        Phase.IN_QUEUE.label(),
        job.language(),
        job.caller(),
        Optional.of(Priority.ofLevel(job.level())),
        Optional.of(job.queued()),
        Optional.empty(),
        Optional.empty());
  }
}
