package evalx.completion;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * What the end of a submission causes after its result is stored, in this order: webhooks, whose
 * queue may be full, come last.
 */
@Singleton
class Effects {
  private final List<Effect> inOrder;

  @Inject
  Effects(JmsReply reply, CountJobOut countJobOut, TellWaiters tellWaiters, SendWebhook webhook) {
    this(List.of(reply, countJobOut, tellWaiters, webhook));
  }

  Effects(List<Effect> inOrder) {
    this.inOrder = inOrder;
  }

  List<Effect> inOrder() {
    return inOrder;
  }
}
