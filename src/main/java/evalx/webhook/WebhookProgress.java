package evalx.webhook;

import evalx.broker.BrokerAway;
import evalx.broker.QueueFull;
import evalx.queue.WebhookMessage;
import evalx.queue.WebhookQueue;
import evalx.result.WebhookState;
import evalx.result.WebhookState.Phase;
import evalx.result.Webhooks;
import evalx.submission.SubmissionId;
import evalx.submission.TraceContext;
import evalx.webhook.Outcome.Failure;
import evalx.webhook.WebhookAttempted.Next;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Leads webhooks from one attempt to the next. The message of the next attempt is sent before
 * anything is recorded: what breaks in between repeats the attempt and loses nothing.
 *
 * <p>Each method throws {@link BrokerAway} or {@link evalx.redis.RedisAway} during an outage.
 */
@Singleton
public class WebhookProgress {
  private static final Logger LOG = System.getLogger(WebhookProgress.class.getName());

  private static final Outcome FULL =
      new Outcome.Refused(Failure.withoutAnswer("queue", "too many webhooks wait"));

  private static final Outcome SHARE_TAKEN =
      new Outcome.Refused(
          Failure.withoutAnswer("queue", "too many webhooks of its sender or its receiver wait"));

  private final LaterAttempts later = new LaterAttempts(LaterAttempts.MAX_OF_ONE, System::nanoTime);
  private final WebhookQueue queue;
  private final Webhooks webhooks;
  private final Consumer<WebhookAttempted> observer;

  @Inject
  WebhookProgress(WebhookQueue queue, Webhooks webhooks, Event<WebhookAttempted> event) {
    this(queue, webhooks, (Consumer<WebhookAttempted>) event::fire);
  }

  /**
   * @param observer hears of every attempt
   */
  public WebhookProgress(
      WebhookQueue queue, Webhooks webhooks, Consumer<WebhookAttempted> observer) {
    this.queue = queue;
    this.webhooks = webhooks;
    this.observer = observer;
  }

  /**
   * Sends the message of the first attempt; a second one of the same webhook is dropped.
   *
   * @param webhook its id
   * @param trace that the submission belongs to
   * @param mayWait whether the caller tries again when the queue is full; else it is given up
   * @throws BrokerAway also when it may wait, and the queue is full
   */
  public void begin(
      SubmissionId id, String webhook, Optional<TraceContext> trace, boolean mayWait) {
    var first = WebhookMessage.first(id, webhook, new WebhookMessage.Origin(Instant.now(), trace));
    try {
      queue.send(first, Duration.ZERO);
    } catch (QueueFull e) {
      if (mayWait) {
        throw new BrokerAway("too many webhooks wait", e);
      }
      giveUp(first, FULL, 0);
    }
  }

  /**
   * Puts off an attempt that was not made. It is given up when the places for later attempts are
   * taken and so is the share of its sender or receiver.
   *
   * @throws BrokerAway also when the queue is full: its message comes again as it is
   */
  void postpone(WebhookMessage message, Route route, Duration wait) {
    if (!queue.hasPlaceForLater() && !later.hasPlace(route)) {
      giveUp(message, SHARE_TAKEN, message.attempt() - 1);
      return;
    }
    try {
      queue.send(message.later(), wait);
      later.add(route, wait);
    } catch (QueueFull e) {
      // It waits in either way, and takes its share from the others.
      later.add(route, wait);
      throw new BrokerAway("too many webhooks wait", e);
    }
  }

  /** Why the next attempt finds no place in the queue; empty where it was sent. */
  private Optional<Outcome> sendLater(WebhookMessage message, Route route, Duration delay) {
    if (!later.hasPlace(route)) {
      return Optional.of(SHARE_TAKEN);
    }
    try {
      queue.sendLater(message, delay);
    } catch (QueueFull e) {
      return Optional.of(FULL);
    }
    later.add(route, delay);
    return Optional.empty();
  }

  /** Sends the message of the next attempt after one that failed. */
  void tryAgain(WebhookMessage message, Route route, Outcome outcome, Duration delay) {
    var refusal = sendLater(message.next(), route, delay);
    if (refusal.isPresent()) {
      giveUp(message, refusal.get(), message.attempt());
      return;
    }
    record(message, outcome, Phase.PENDING, message.attempt());
    LOG.log(
        Level.DEBUG,
        "The webhook of {0} is tried again in {1}: {2}",
        message.id(),
        delay,
        outcome.reason().orElse(""));
    observer.accept(new WebhookAttempted(outcome.kind(), Next.RETRIED));
  }

  /** Its receiver has it. */
  void delivered(WebhookMessage message, Outcome outcome) {
    record(message, outcome, Phase.DELIVERED, message.attempt());
    observer.accept(new WebhookAttempted(outcome.kind(), Next.DELIVERED));
  }

  /**
   * Ends it undelivered.
   *
   * @param attempts that were made
   */
  void giveUp(WebhookMessage message, Outcome outcome, int attempts) {
    record(message, outcome, Phase.GIVEN_UP, attempts);
    LOG.log(
        Level.WARNING,
        "The webhook of {0} is given up after {1} attempts; its result can be fetched: {2}",
        message.id(),
        attempts,
        outcome.reason().orElse(""));
    observer.accept(new WebhookAttempted(outcome.kind(), Next.GIVEN_UP));
  }

  private void record(WebhookMessage message, Outcome outcome, Phase phase, int attempts) {
    webhooks.record(
        message.id(),
        message.webhook(),
        new WebhookState(phase, attempts, outcome.status(), outcome.reason()));
  }
}
