package evalx.queue;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** Takes jobs of every language that the resource adapter is told to consume. */
@MessageDriven(
    activationConfig = {
      @ActivationConfigProperty(
          propertyName = "destination",
          propertyValue = QueueNames.JOBS + "*"),
      @ActivationConfigProperty(
          propertyName = "destinationType",
          propertyValue = "jakarta.jms.Queue")
    })
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class JobListener implements MessageListener {
  @Inject private DecodeJob decodeJob;
  @Inject private DeliveryHandler handler;

  @Override
  public void onMessage(Message message) {
    try {
      handler.handle(decodeJob.delivered(message));
    } catch (JMSException e) {
      throw new JMSRuntimeException("a message that cannot be read", e.getErrorCode(), e);
    }
  }
}
