package evalx.completion;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;

/** What the end of a submission causes after its result is stored, in this order. */
@Singleton
class Effects {
  private final List<Effect> inOrder;

  @Inject
  Effects(JmsReply reply, SendWebhook webhook, CountJobOut countJobOut, TellWaiters tellWaiters) {
    this(List.of(reply, webhook, countJobOut, tellWaiters));
  }

  Effects(List<Effect> inOrder) {
    this.inOrder = inOrder;
  }

  List<Effect> inOrder() {
    return inOrder;
  }
}
