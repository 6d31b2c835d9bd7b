package evalx.completion;

import evalx.result.WebhookId;
import evalx.webhook.WebhookProgress;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Puts a result on its way to the receiver that its submission names. */
@Singleton
class SendWebhook implements Effect {
  private final WebhookProgress progress;

  @Inject
  SendWebhook(WebhookProgress progress) {
    this.progress = progress;
  }

  @Override
  public void apply(Ended ended) {
    if (ended.awaitsWebhook()) {
      var trace = ended.request().flatMap(request -> request.origin().caller().trace());
      progress.begin(ended.id(), WebhookId.of(ended.json()), trace, ended.comesAgain());
    }
  }
}
