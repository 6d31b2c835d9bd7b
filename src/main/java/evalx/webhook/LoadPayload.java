package evalx.webhook;

import evalx.config.MemoryPlan;
import evalx.config.Settings;
import evalx.result.Lookup;
import evalx.result.ResultLookup;
import evalx.result.StoredResult;
import evalx.submission.Caller;
import evalx.submission.Caller.Scope;
import evalx.submission.SubmissionId;
import evalx.submission.WebhookShape;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Loads the results that are sent, within the memory planned for them. Small ones always have room:
 * as many as there are sessions take a part of the plan that is theirs. Large ones have theirs one
 * after the other, until they are on the disk: no receiver has a part in how long that takes.
 */
@Singleton
final class LoadPayload {
  /** How long a large result waits for room, and before it is tried again when it found none. */
  static final Duration WAIT = Duration.ofSeconds(2);

  private static final int UNIT = 1024;
  private static final int SMALL_ONES = 2 << 20;

  /** What a result with an output in the file store has at least, as its programs keep one. */
  private static final int MIN_WITH_FILE = 32 << 10;

  /** This node itself, which sees all. */
  private static final Caller NODE = new Caller(Optional.empty(), "", Set.of(Scope.ADMIN));

  private final ResultLookup results;
  private final CallbackBody callbackBody;
  private final Path folder;
  private final Duration patience;
  private final Semaphore units;
  private final int maxUnits;

  @Inject
  LoadPayload(ResultLookup results, CallbackBody callbackBody, MemoryPlan plan, Settings settings) {
    this(
        results, callbackBody, plan, settings.broker().embedded().data().resolve("webhooks"), WAIT);
  }

  /**
   * @param folder for large ones that are being sent
   * @param patience of a large one that finds no room
   */
  LoadPayload(
      ResultLookup results,
      CallbackBody callbackBody,
      MemoryPlan plan,
      Path folder,
      Duration patience) {
    this.results = results;
    this.callbackBody = callbackBody;
    this.folder = folder;
    this.patience = patience;
    this.maxUnits = Math.toIntExact((plan.webhookBytes() - SMALL_ONES) / UNIT);
    this.units = new Semaphore(maxUnits, true);
  }

  /** What came of loading a result. */
  sealed interface Loaded {
    /** It is there, to be closed when it has been sent. */
    record Ready(Payload payload) implements Loaded {}

    /** Too many large results are being loaded. */
    record NoRoom() implements Loaded {}

    /** It was removed, or has expired. */
    record Gone() implements Loaded {}
  }

  /**
   * Loads the result of a submission, and makes of it what is sent.
   *
   * @throws evalx.redis.RedisAway during an outage
   * @throws UncheckedIOException when the disk fails, or is full
   */
  Loaded load(SubmissionId id, WebhookShape shape) {
    var found = results.find(id, NODE);
    if (found instanceof Lookup.Finished finished) {
      var result = finished.result();
      return load(unitsOf(result, shape), shape, () -> Optional.of(result));
    }
    return found instanceof Lookup.FinishedLarge large
        ? load(unitsOf(large, shape), shape, () -> results.load(id))
        : new Loaded.Gone();
  }

  private int unitsOf(StoredResult result, WebhookShape shape) {
    return shape == WebhookShape.OWN || result.plainLength() < MIN_WITH_FILE ? 0 : maxUnits;
  }

  /** A callback may have an output of a MiB, which is several until it is written. */
  private int unitsOf(Lookup.FinishedLarge large, WebhookShape shape) {
    return shape == WebhookShape.OWN ? Math.min(maxUnits, large.bytes() / UNIT + 1) : maxUnits;
  }

  private Loaded load(int wanted, WebhookShape shape, Supplier<Optional<StoredResult>> result) {
    if (wanted > 0 && !take(wanted)) {
      return new Loaded.NoRoom();
    }
    try {
      return result
          .get()
          .<Loaded>map(loaded -> new Loaded.Ready(payload(loaded, shape)))
          .orElseGet(Loaded.Gone::new);
    } finally {
      units.release(wanted);
    }
  }

  /** In the order in which they ask: a large one finds its room behind many smaller ones too. */
  private boolean take(int wanted) {
    try {
      return units.tryAcquire(wanted, patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("this node stops", e);
    }
  }

  private Payload payload(StoredResult result, WebhookShape shape) {
    try {
      return Payload.of(
          shape == WebhookShape.OWN
              ? result
              : StoredResult.of(callbackBody.of(result.withoutWebhook().json())),
          folder);
    } catch (IOException e) {
      throw new UncheckedIOException("a webhook cannot be written to " + folder, e);
    }
  }
}
