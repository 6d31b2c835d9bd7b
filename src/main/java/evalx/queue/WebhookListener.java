package evalx.queue;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Takes webhooks whose time has come: as many as it has sessions, each of which waits for one. */
@MessageDriven(
    activationConfig = {
      @ActivationConfigProperty(propertyName = "destination", propertyValue = QueueNames.WEBHOOKS),
      @ActivationConfigProperty(
          propertyName = "destinationType",
          propertyValue = "jakarta.jms.Queue"),
      @ActivationConfigProperty(propertyName = "sessions", propertyValue = "32")
    })
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class WebhookListener implements MessageListener {
  private static final Logger LOG = System.getLogger(WebhookListener.class.getName());

  @Inject private WebhookHandler handler;

  @Override
  public void onMessage(Message message) {
    handle(message, handler);
  }

  static void handle(Message message, WebhookHandler handler) {
    WebhookQueue.decode(message)
        .ifPresentOrElse(
            handler::handle,
            () ->
                LOG.log(
                    Level.WARNING,
                    "A message of {0} is dropped, because EvalX did not send it",
                    QueueNames.WEBHOOKS));
  }
}
