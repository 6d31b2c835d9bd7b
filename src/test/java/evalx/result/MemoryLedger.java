package evalx.result;

import evalx.redis.RedisAway;
import evalx.submission.SubmissionId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** A ledger in memory, with Redis away as many times as a test says. */
public final class MemoryLedger implements JobLedger {
  private final Map<SubmissionId, Entry> entries = new ConcurrentHashMap<>();
  private final Results results;
  public final List<List<LoggedEvent>> logged = new ArrayList<>();
  public int awayAtStart;
  public boolean awayAtProgress;

  /** Suspects that may run on this node. */
  public int maxSuspects = 1;

  private static final class Entry {
    private Optional<String> hash = Optional.empty();
    private Optional<JobDescription> description = Optional.empty();
    private Optional<Instant> queued = Optional.empty();
    private Optional<UUID> run = Optional.empty();
    private Optional<String> letter = Optional.empty();
    private int attempts;
    private int survived;
    private int group;
    private int fullQueue;
    private boolean processing;
    private boolean cancelled;
    private boolean watched;
  }

  public MemoryLedger(Results results) {
    this.results = results;
  }

  private Entry entry(SubmissionId id) {
    return entries.computeIfAbsent(id, absent -> new Entry());
  }

  /** A job that was started before, as many times, and never came to an end. */
  public void known(SubmissionId id, String body, int started) {
    entry(id).hash = Optional.of(BodyHash.of(body.getBytes(StandardCharsets.UTF_8)));
    entry(id).attempts = started;
    entry(id).processing = started > 0;
  }

  /** An operator has let a job run again because of this dead letter. */
  public void again(SubmissionId id, String letter) {
    entry(id).letter = Optional.of(letter);
  }

  /** Whether its client reads that it waits. */
  public boolean isWaiting(SubmissionId id) {
    return !entry(id).processing;
  }

  public int attempts(SubmissionId id) {
    return entry(id).attempts;
  }

  @Override
  public boolean create(SubmissionId id, byte[] body, JobDescription description, Instant queued) {
    entry(id).hash = Optional.of(BodyHash.of(body));
    entry(id).queued = Optional.of(queued);
    describe(id, description);
    return !hasEnded(id);
  }

  @Override
  public boolean hasEnded(SubmissionId id) {
    return results.stored(id).isPresent();
  }

  @Override
  public void forget(SubmissionId id) {
    entries.remove(id);
  }

  @Override
  public synchronized Start start(StartRequest request) {
    var entry = entry(request.id());
    if (entry.hash.isPresent() && !entry.hash.get().equals(request.bodyHash())) {
      return new Start.Conflict();
    }
    if (results.stored(request.id()).isPresent()) {
      return new Start.Finished();
    }
    if (entry.cancelled) {
      return new Start.Cancelled();
    }
    var again = entry.run.filter(request.run()::equals).isPresent();
    int before = Math.max(entry.attempts - (again ? 1 : 0), request.uncounted());
    var counted = before - request.uncounted();
    var deaths = Math.max(0, counted - entry.survived);
    var group = entry.group == 0 ? maxSuspects : entry.group;
    if (counted >= MAX_ATTEMPTS && entry.group > 1) {
      before--;
      counted--;
      deaths--;
      group = Math.max(1, group / SUSPECT_SHARE);
    }
    if (counted >= MAX_ATTEMPTS) {
      return new Start.Exhausted(counted, deaths);
    }
    if (deaths >= SUSPECT_DEATHS && request.group() == 0) {
      return new Start.Suspect(Math.min(group, maxSuspects));
    } else if (deaths >= SUSPECT_DEATHS) {
      entry.group = request.group();
    }
    entry.hash = Optional.of(request.bodyHash());
    entry.attempts = before + 1;
    entry.processing = true;
    entry.run = Optional.of(request.run());
    if (awayAtStart > 0) {
      awayAtStart--;
      throw new RedisAway(new IllegalStateException("test"));
    }
    return new Start.Attempt(counted + 1, deaths, entry.watched, request.group() > 1);
  }

  @Override
  public void describe(SubmissionId id, JobDescription description) {
    entry(id).description = Optional.of(description);
  }

  @Override
  public void recordFailedAttempt(SubmissionId id) {
    entry(id).survived++;
    entry(id).processing = false;
  }

  @Override
  public void backInQueue(SubmissionId id, int refund) {
    entry(id).attempts -= refund;
    entry(id).processing = false;
  }

  @Override
  public void foundQueueFull(SubmissionId id) {
    entry(id).fullQueue++;
  }

  @Override
  public void keepLonger(SubmissionId id) {}

  @Override
  public int deliveriesToFullQueue(SubmissionId id) {
    return entry(id).fullQueue;
  }

  @Override
  public JobSignals progress(SubmissionId id, int attempt, int done, List<LoggedEvent> events) {
    if (awayAtProgress) {
      throw new RedisAway(new IllegalStateException("progress must never matter"));
    }
    if (!events.isEmpty()) {
      logged.add(events);
    }
    return new JobSignals(entry(id).watched, entry(id).cancelled);
  }

  /** Somebody follows a job from now on. */
  public void watch(SubmissionId id) {
    entry(id).watched = true;
  }

  @Override
  public synchronized Cancellation cancel(SubmissionId id) {
    if (results.stored(id).isPresent()) {
      return Cancellation.FINISHED;
    }
    if (!entries.containsKey(id)) {
      return Cancellation.UNKNOWN;
    }
    entry(id).cancelled = true;
    return entry(id).processing ? Cancellation.RUNNING : Cancellation.WAITING;
  }

  @Override
  public boolean isCancelled(SubmissionId id) {
    return entries.containsKey(id) && entry(id).cancelled;
  }

  @Override
  public JobRecord find(SubmissionId id) {
    var entry = entry(id);
    return new JobRecord(entry.hash, entry.attempts, entry.queued, entry.description, entry.letter);
  }
}
