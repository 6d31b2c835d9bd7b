package evalx.queue;

import evalx.submission.Verdict;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** Ends the tokens of dead letters. */
@MessageDriven(
    activationConfig = {
      @ActivationConfigProperty(propertyName = "destination", propertyValue = Wire.DEAD_END),
      @ActivationConfigProperty(
          propertyName = "destinationType",
          propertyValue = "jakarta.jms.Queue"),
      @ActivationConfigProperty(propertyName = "sessions", propertyValue = "1")
    })
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class DeadLetterListener implements MessageListener {
  @Inject private ReadMessage readMessage;
  @Inject private EndToken endToken;

  @Override
  public void onMessage(Message message) {
    try {
      var delivery = readMessage.read(message);
      endToken.end(
          delivery, Verdict.INTERNAL_ERROR, delivery.reason().orElse("the broker gave it up"));
    } catch (JMSException e) {
      throw new JMSRuntimeException("a message that cannot be read", e.getErrorCode(), e);
    }
  }
}
