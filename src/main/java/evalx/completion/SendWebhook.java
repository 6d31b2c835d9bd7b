package evalx.completion;

import evalx.result.WebhookId;
import evalx.webhook.WebhookProgress;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Puts a result on its way to the receiver that its submission names. */
@Singleton
class SendWebhook implements Effect {
  /**
   * So many times a message is delivered at the most whose webhook finds its queue full: for half a
   * minute.
   */
  private static final int MAX_DELIVERIES = 5;

  private final WebhookProgress progress;

  @Inject
  SendWebhook(WebhookProgress progress) {
    this.progress = progress;
  }

  @Override
  public void apply(Ended ended) {
    if (ended.awaitsWebhook()) {
      var trace = ended.request().flatMap(request -> request.origin().caller().trace());
      progress.begin(ended.id(), WebhookId.of(ended.json()), trace, comesAgain(ended));
    }
  }

  /** Not where no message is in hand that the broker would deliver again. */
  private static boolean comesAgain(Ended ended) {
    return ended
        .request()
        .filter(request -> request.attempts().deliveries() < MAX_DELIVERIES)
        .isPresent();
  }
}
