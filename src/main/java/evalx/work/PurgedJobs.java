package evalx.work;

import evalx.broker.BrokerAway;
import evalx.broker.SendRefused;
import evalx.queue.MissingJobs;
import evalx.redis.RedisAway;
import evalx.result.JobLedger;
import evalx.result.JobRecord;
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
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Ends submissions whose messages somebody removed from their queue with the broker's tools. No
 * broker tells that, so the message of a submission that a client asks for or follows, and that
 * waits for long, is looked for.
 */
@ApplicationScoped
class PurgedJobs {
  /** Longer than it takes to send a message after its state was written. */
  static final Duration MIN_WAIT = Duration.ofSeconds(30);

  static final String REASON = "its message was removed from the queue";

  /** Sees the submissions of all. */
  private static final Caller NODE = Caller.anonymous("");

  private static final Duration PAUSE = Duration.ofSeconds(10);
  private static final Logger LOG = System.getLogger(PurgedJobs.class.getName());

  @Inject private PeriodicTasks tasks;

  private AskedFor askedFor;
  private Function<SubmissionId, Optional<JobRecord>> waiting;
  private JobEnds ends;
  private Search search;
  private Clock clock;

  /** Those that had no message at the last look. */
  private Set<SubmissionId> missed = Set.of();

  /** Finds those of some submissions of a language that seem to have no message. */
  interface Search {
    Set<SubmissionId> missing(String language, Set<SubmissionId> ids);
  }

  @SuppressWarnings("NullAway.Init")
  PurgedJobs() {}

  @Inject
  PurgedJobs(
      AskedFor askedFor,
      ResultLookup results,
      JobLedger ledger,
      JobEnds ends,
      MissingJobs missingJobs) {
    this(
        askedFor,
        id -> waiting(results.find(id, NODE), () -> ledger.find(id)),
        ends,
        missingJobs::among,
        Clock.systemUTC());
  }

  /**
   * @param waiting the record of a submission; empty unless it waits in its queue
   */
  PurgedJobs(
      AskedFor askedFor,
      Function<SubmissionId, Optional<JobRecord>> waiting,
      JobEnds ends,
      Search search,
      Clock clock) {
    this.askedFor = askedFor;
    this.waiting = waiting;
    this.ends = ends;
    this.search = search;
    this.clock = clock;
  }

  void start(@Observes @Initialized(ApplicationScoped.class) Object event) {
    tasks.begin(new Task("The search for removed messages", PAUSE, this::lookIfPossible), PAUSE);
  }

  private void lookIfPossible() {
    try {
      look();
    } catch (BrokerAway | RedisAway e) {
      LOG.log(Level.DEBUG, "removed messages are looked for later", e);
    }
  }

  /** Ends those of which no message was there at this look and at the one before. */
  void look() {
    var jobs = new HashMap<SubmissionId, JobRecord>();
    var ids = new HashSet<>(missed);
    ids.addAll(askedFor.next());
    for (SubmissionId id : ids) {
      waiting.apply(id).filter(this::waitsForLong).ifPresent(job -> jobs.put(id, job));
    }
    var missing = missing(jobs);
    jobs.forEach(
        (id, job) -> {
          if (missing.contains(id) && missed.contains(id)) {
            LOG.log(Level.WARNING, "{0} ends because {1}", id, REASON);
            ends.purged(id, job);
          }
        });
    missing.removeAll(missed);
    missed = missing;
  }

  private Set<SubmissionId> missing(Map<SubmissionId, JobRecord> jobs) {
    var byLanguage = new HashMap<String, Set<SubmissionId>>();
    jobs.forEach(
        (id, job) ->
            job.description()
                .ifPresent(
                    description ->
                        byLanguage
                            .computeIfAbsent(description.language(), none -> new HashSet<>())
                            .add(id)));
    var missing = new HashSet<SubmissionId>();
    byLanguage.forEach((language, ids) -> missing.addAll(missing(language, ids)));
    return missing;
  }

  /** A language whose queue is gone, or has too many messages to look at, holds up no other. */
  private Set<SubmissionId> missing(String language, Set<SubmissionId> ids) {
    try {
      return search.missing(language, ids);
    } catch (SendRefused | BrokerAway e) {
      LOG.log(Level.DEBUG, "removed messages of " + language + " cannot be looked for", e);
      return Set.of();
    }
  }

  private boolean waitsForLong(JobRecord job) {
    return job.queued().filter(clock.instant().minus(MIN_WAIT)::isAfter).isPresent();
  }

  /** It is read first whether it waits: one that is taken and ends meanwhile has its result. */
  private static Optional<JobRecord> waiting(Lookup lookup, Supplier<JobRecord> job) {
    return lookup instanceof Lookup.InProgress now && now.status().equals(Phase.IN_QUEUE.label())
        ? Optional.of(job.get())
        : Optional.empty();
  }
}
