package evalx.webhook;

import evalx.config.MemoryPlan;
import evalx.result.Lookup;
import evalx.result.ResultLookup;
import evalx.result.StoredResult;
import evalx.submission.Caller;
import evalx.submission.Caller.Scope;
import evalx.submission.SubmissionId;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;

/**
 * Loads the results that are sent, within the memory planned for them. Small ones always have room:
 * as many as there are sessions take a part of the plan that is theirs.
 */
@Singleton
final class LoadPayload {
  /** Before a large result is tried again that found no room. */
  static final Duration WAIT = Duration.ofSeconds(2);

  private static final int UNIT = 1024;
  private static final int SMALL_ONES = 2 << 20;

  /** This node itself, which sees all. */
  private static final Caller NODE = new Caller(Optional.empty(), "", Set.of(Scope.ADMIN));

  private final ResultLookup results;
  private final Semaphore units;
  private final int maxUnits;

  @Inject
  LoadPayload(ResultLookup results, MemoryPlan plan) {
    this.results = results;
    this.maxUnits = Math.toIntExact((plan.webhookBytes() - SMALL_ONES) / UNIT);
    this.units = new Semaphore(maxUnits);
  }

  /** What came of loading a result. */
  sealed interface Loaded {
    /** It is there, and holds its room until it is closed. */
    record Payload(StoredResult result, Semaphore units, int held)
        implements Loaded, AutoCloseable {
      @Override
      public void close() {
        units.release(held);
      }
    }

    /** Too many large results are being sent. */
    record NoRoom() implements Loaded {}

    /** It was removed, or has expired. */
    record Gone() implements Loaded {}
  }

  /**
   * Loads the result of a submission.
   *
   * @throws evalx.redis.RedisAway during an outage
   */
  Loaded load(SubmissionId id) {
    var found = results.find(id, NODE);
    if (found instanceof Lookup.Finished finished) {
      return payload(finished.result(), 0);
    }
    return found instanceof Lookup.FinishedLarge large ? loadLarge(id, large) : new Loaded.Gone();
  }

  private Loaded loadLarge(SubmissionId id, Lookup.FinishedLarge large) {
    int wanted = Math.min(maxUnits, large.bytes() / UNIT + 1);
    if (!units.tryAcquire(wanted)) {
      return new Loaded.NoRoom();
    }
    var loaded = Optional.<StoredResult>empty();
    try {
      loaded = results.load(id);
    } finally {
      if (loaded.isEmpty()) {
        units.release(wanted);
      }
    }
    return loaded.map(result -> payload(result, wanted)).orElseGet(Loaded.Gone::new);
  }

  private Loaded payload(StoredResult result, int held) {
    return new Loaded.Payload(result.withoutWebhook(), units, held);
  }
}
