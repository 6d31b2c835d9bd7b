package evalx.work;

import evalx.broker.BrokerAway;
import evalx.broker.Management;
import evalx.broker.SendRefused;
import evalx.queue.QueueNames;
import evalx.redis.RedisAway;
import evalx.result.JobLedger;
import evalx.result.Lookup;
import evalx.result.ResultLookup;
import evalx.submission.Caller;
import evalx.submission.Phase;
import evalx.submission.SubmissionId;
import evalx.threads.PeriodicTasks;
import evalx.threads.PeriodicTasks.Task;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Ends submissions whose messages somebody removed from their queue with the broker's tools. No
 * broker tells that, so a submission that a client asks for and that waits for long is ended when
 * no message of its language is left.
 */
@ApplicationScoped
class PurgedJobs implements WaitingSubmissions {
  /** Longer than it takes to send a message after its state was written. */
  static final Duration MIN_WAIT = Duration.ofSeconds(30);

  static final String REASON = "its message was removed from the queue";

  /** Submissions that are looked at each time; the clients of others ask again. */
  private static final int MAX_LOOKS = 100;

  /** Sees the submissions of all. */
  private static final Caller NODE = Caller.anonymous("");

  private static final Duration PAUSE = Duration.ofSeconds(10);
  private static final Logger LOG = System.getLogger(PurgedJobs.class.getName());

  private final Set<SubmissionId> asked = ConcurrentHashMap.newKeySet();

  @Inject private PeriodicTasks tasks;

  private Function<SubmissionId, Lookup> results;
  private JobLedger ledger;
  private JobEnds ends;
  private Predicate<String> hasNoMessage;
  private Clock clock;

  @SuppressWarnings("NullAway.Init")
  PurgedJobs() {}

  @Inject
  PurgedJobs(ResultLookup results, JobLedger ledger, JobEnds ends, Management management) {
    this(id -> results.find(id, NODE), ledger, ends, management::hasNoJob, Clock.systemUTC());
  }

  /**
   * @param hasNoMessage whether the broker has no message of a language in any queue of EvalX
   */
  PurgedJobs(
      Function<SubmissionId, Lookup> results,
      JobLedger ledger,
      JobEnds ends,
      Predicate<String> hasNoMessage,
      Clock clock) {
    this.results = results;
    this.ledger = ledger;
    this.ends = ends;
    this.hasNoMessage = hasNoMessage;
    this.clock = clock;
  }

  void start(@Observes @Initialized(ApplicationScoped.class) Object event) {
    tasks.begin(new Task("The search for removed messages", PAUSE, this::lookIfPossible), PAUSE);
  }

  @Override
  public void askedFor(SubmissionId id) {
    if (asked.size() < MAX_LOOKS) {
      asked.add(id);
    }
  }

  private void lookIfPossible() {
    try {
      look();
    } catch (BrokerAway | SendRefused | RedisAway e) {
      LOG.log(Level.DEBUG, "removed messages are looked for later", e);
    }
  }

  /** Looks at the submissions that were asked for since the last time. */
  void look() {
    var empty = new HashMap<String, Boolean>();
    for (SubmissionId id : Set.copyOf(asked)) {
      asked.remove(id);
      endIfPurged(id, empty);
    }
  }

  /** It is read first whether it waits: one that is taken and ends meanwhile has its result. */
  private void endIfPurged(SubmissionId id, Map<String, Boolean> empty) {
    if (!waits(id)) {
      return;
    }
    var job = ledger.find(id);
    var latest = clock.instant().minus(MIN_WAIT);
    var language = job.description().map(description -> QueueNames.jobs(description.language()));
    if (job.queued().filter(latest::isAfter).isPresent()
        && language.filter(queue -> empty.computeIfAbsent(queue, hasNoMessage::test)).isPresent()) {
      LOG.log(Level.WARNING, "{0} ends because {1}", id, REASON);
      ends.purged(id, job);
    }
  }

  private boolean waits(SubmissionId id) {
    return results.apply(id) instanceof Lookup.InProgress now
        && now.status().equals(Phase.IN_QUEUE.label());
  }
}
