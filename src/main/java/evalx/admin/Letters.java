package evalx.admin;

import evalx.completion.DescribeMessage;
import evalx.format.ResultHead;
import evalx.queue.DeadLetter;
import evalx.queue.DeadLetterQueue;
import evalx.queue.DeadLetterQueue.Filter;
import evalx.queue.DeadLetterQueue.Whole;
import evalx.queue.JobMessage;
import evalx.queue.Position;
import evalx.queue.QueuePage;
import evalx.result.ReopenJob;
import evalx.result.ResultLookup;
import evalx.result.StoredResult;
import evalx.submission.SubmissionId;
import evalx.submission.Verdict;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The dead letters, and what operators do with one. Each method throws {@link
 * evalx.broker.BrokerAway} or {@link evalx.redis.RedisAway} during an outage; to do it again then
 * does no harm.
 */
@Singleton
public class Letters {
  /** Results that a retry may delete: nothing of a client's program is in them. */
  private static final Set<String> OURS =
      Set.of(Verdict.INTERNAL_ERROR.label(), Verdict.EXPIRED.label());

  private static final int MAX_TRIES = 3;
  private static final int MAX_OF_ONE = 20;

  private final DeadLetterQueue queue;
  private final ResultLookup results;
  private final ReopenJob reopenJob;
  private final DescribeMessage describe;
  private final Clock clock;

  @Inject
  Letters(
      DeadLetterQueue queue, ResultLookup results, ReopenJob reopenJob, DescribeMessage describe) {
    this(queue, results, reopenJob, describe, Clock.systemUTC());
  }

  Letters(
      DeadLetterQueue queue,
      ResultLookup results,
      ReopenJob reopenJob,
      DescribeMessage describe,
      Clock clock) {
    this.queue = queue;
    this.results = results;
    this.reopenJob = reopenJob;
    this.describe = describe;
    this.clock = clock;
  }

  /** What became of a letter that was to be retried. */
  public enum Outcome {
    /** Its job is in its queue again. */
    RETRIED("retried"),
    /** That has happened before, and this copy of the letter is gone now. */
    ALREADY("already retried"),
    /** Another call is at it; the letter stays until that has succeeded. */
    BUSY("being retried"),
    /** Its submission has ended otherwise; the letter stays. */
    HAS_RESULT("has a result"),
    /** It comes from no queue of jobs, so nothing can run it; the letter stays. */
    NO_QUEUE("has no queue"),
    /** This node may not read the whole job, by its MAX_BODY_BYTES; the letter stays. */
    TOO_LARGE("too large"),
    /** Its queue takes no more now; the letter stays. */
    QUEUE_FULL("queue is full"),
    /** There is no such letter. */
    GONE("gone");

    private final String label;

    Outcome(String label) {
      this.label = label;
    }

    /** Whether the letter is still there. */
    boolean leavesLetter() {
      return this != RETRIED && this != ALREADY && this != GONE;
    }

    /** The outcome in a few words. */
    public String label() {
      return label;
    }
  }

  /** Some letters: by priority, then oldest first. */
  public QueuePage<DeadLetter> page(Filter filter, Optional<Position> after, int limit) {
    return queue.page(filter, after, limit);
  }

  /** The same with their jobs; fewer where these are large. */
  public QueuePage<Whole> wholePage(Filter filter, Optional<Position> after, int limit) {
    return queue.wholePage(filter, after, limit);
  }

  /** Those of one submission, at most 20. */
  List<DeadLetter> of(SubmissionId id) {
    var filter = new Filter(Optional.empty(), Optional.of(id));
    return page(filter, Optional.empty(), MAX_OF_ONE).items();
  }

  /**
   * A letter with its job.
   *
   * @throws NotFound when it is not there
   */
  public Whole find(String id) {
    return LetterIds.checked(id).flatMap(queue::find).orElseThrow(Letters::notThere);
  }

  private static NotFound notThere() {
    return new NotFound("There is no such dead letter, or no more.");
  }

  /**
   * Lets the job of a letter run again. Its submission is reopened before its message is sent, and
   * the letter deleted after that: whatever comes between, it can be retried, and runs once.
   *
   * @throws evalx.broker.QueueFull when its queue takes no more
   * @throws evalx.broker.SendRefused when its queue is gone
   */
  public Outcome retry(Whole letter) {
    if (letter.letter().language().isEmpty()) {
      return Outcome.NO_QUEUE;
    }
    if (letter.job().isTooLong()) {
      return Outcome.TOO_LARGE;
    }
    queue.requireRoom(letter);
    var request = request(letter.job());
    var outcome = reopen(request);
    return switch (outcome) {
      case REOPENED -> {
        send(letter, request);
        yield Outcome.RETRIED;
      }
      case AGAIN -> {
        send(letter, request);
        yield Outcome.ALREADY;
      }
      case ENDED -> {
        queue.delete(letter.letter().id());
        yield Outcome.ALREADY;
      }
      case BUSY -> Outcome.BUSY;
      case CHANGED -> Outcome.HAS_RESULT;
    };
  }

  private ReopenJob.Letter request(JobMessage job) {
    return new ReopenJob.Letter(
        job.id(), job.identity().messageId(), job.body().bytes(), describe.describe(job));
  }

  private void send(Whole letter, ReopenJob.Letter request) {
    try {
      queue.sendAgain(letter);
      queue.delete(letter.letter().id());
    } catch (RuntimeException e) {
      reopenJob.release(request);
      throw e;
    }
  }

  private ReopenJob.Outcome reopen(ReopenJob.Letter request) {
    for (int i = 0; i < MAX_TRIES; i++) {
      var stored = results.load(request.id());
      var seen = stored.filter(Letters::isOurs);
      var outcome = reopenJob.reopen(request, seen, clock.instant());
      if (outcome != ReopenJob.Outcome.CHANGED || (stored.isPresent() && seen.isEmpty())) {
        return outcome;
      }
    }
    return ReopenJob.Outcome.CHANGED;
  }

  private static boolean isOurs(StoredResult result) {
    return OURS.contains(ResultHead.of(result.json()).status());
  }

  /**
   * Deletes a letter.
   *
   * @throws NotFound when it is not there
   */
  public void delete(String id) {
    if (!LetterIds.checked(id).map(queue::delete).orElse(false)) {
      throw notThere();
    }
  }

  /** Deletes letters; says how many there were. */
  public int delete(Filter filter) {
    return queue.delete(filter);
  }
}
