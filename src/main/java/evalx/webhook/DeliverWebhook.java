package evalx.webhook;

import evalx.config.Settings;
import evalx.queue.WebhookHandler;
import evalx.queue.WebhookMessage;
import evalx.result.Webhook;
import evalx.result.Webhooks;
import evalx.submission.WebhookShape;
import evalx.webhook.Outcome.Failure;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Makes an attempt to send a result to its receiver, and decides what follows. */
@Singleton
class DeliverWebhook implements WebhookHandler {
  private static final Logger LOG = System.getLogger(DeliverWebhook.class.getName());

  private final Webhooks webhooks;
  private final LoadPayload loadPayload;
  private final PostWebhook postWebhook;
  private final WebhookProgress progress;
  private final ReceiverTurns turns;
  private final Backoff backoff;
  private final Clock clock = Clock.systemUTC();

  @Inject
  DeliverWebhook(
      Webhooks webhooks,
      LoadPayload loadPayload,
      PostWebhook postWebhook,
      WebhookProgress progress,
      Settings settings) {
    this.webhooks = webhooks;
    this.loadPayload = loadPayload;
    this.postWebhook = postWebhook;
    this.progress = progress;
    this.turns = new ReceiverTurns(System::nanoTime);
    this.backoff =
        new Backoff(settings.webhooks().retries(), () -> ThreadLocalRandom.current().nextDouble());
  }

  @Override
  public void handle(WebhookMessage message) {
    var webhook = webhooks.find(message.id()).filter(found -> isNext(found, message));
    if (webhook.isEmpty()) {
      LOG.log(Level.DEBUG, "Attempt {0} for {1} is not needed", message.attempt(), message.id());
    } else if (clock.instant().isAfter(backoff.end(message.since()))) {
      giveUp(message, "late", "its time is over");
    } else {
      handleInTurn(message, webhook.get());
    }
  }

  /** Not where the result was removed or has been replaced, or where this attempt was made. */
  private static boolean isNext(Webhook webhook, WebhookMessage message) {
    return webhook.isPending()
        && webhook.id().equals(message.webhook())
        && webhook.attempts() < message.attempt();
  }

  private void giveUp(WebhookMessage message, String kind, String reason) {
    var outcome = new Outcome.Refused(Failure.withoutAnswer(kind, reason));
    progress.giveUp(message, outcome, message.attempt() - 1);
  }

  private void handleInTurn(WebhookMessage message, Webhook webhook) {
    var route = Route.of(webhook);
    var wait = turns.begin(route);
    if (wait.isPresent()) {
      progress.postpone(message, route, wait.get());
      return;
    }
    try {
      attempt(message, webhook, route);
    } finally {
      turns.end(route);
    }
  }

  private void attempt(WebhookMessage message, Webhook webhook, Route route) {
    var loaded = loadPayload.load(message.id(), WebhookShape.of(webhook.url()));
    if (loaded instanceof LoadPayload.Loaded.NoRoom) {
      progress.postpone(message, route, LoadPayload.WAIT);
    } else if (loaded instanceof LoadPayload.Loaded.Gone) {
      giveUp(message, "late", "its result is gone");
    } else if (loaded instanceof LoadPayload.Loaded.Ready ready) {
      settle(message, route, post(message, webhook, route, ready.payload()));
    } else {
      throw new IllegalStateException(loaded.toString());
    }
  }

  private Outcome post(WebhookMessage message, Webhook webhook, Route route, Payload payload) {
    var began = System.nanoTime();
    try (payload) {
      return postWebhook.post(webhook.url(), webhook.id(), payload, message.origin().trace());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      turns.took(route, Duration.ofNanos(System.nanoTime() - began));
    }
  }

  private void settle(WebhookMessage message, Route route, Outcome outcome) {
    if (outcome instanceof Outcome.Delivered) {
      progress.delivered(message, outcome);
    } else if (outcome instanceof Outcome.Refused) {
      progress.giveUp(message, outcome, message.attempt());
    } else if (outcome instanceof Outcome.TryAgain again) {
      backoff
          .delay(message.attempt(), message.since(), clock.instant(), again.retryAfter())
          .ifPresentOrElse(
              delay -> progress.tryAgain(message, route, outcome, delay),
              () -> progress.giveUp(message, outcome, message.attempt()));
    } else {
      throw new IllegalStateException(outcome.toString());
    }
  }
}
