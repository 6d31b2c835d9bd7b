package evalx.queue;

import evalx.submission.Verdict;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** Ends the submissions whose jobs an operator removed from their queue. */
@MessageDriven(
    activationConfig = {
      @ActivationConfigProperty(
          propertyName = "destination",
          propertyValue = QueueNames.PURGED_TO_END),
      @ActivationConfigProperty(
          propertyName = "destinationType",
          propertyValue = "jakarta.jms.Queue"),
      @ActivationConfigProperty(propertyName = "sessions", propertyValue = "1")
    })
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class PurgedListener implements MessageListener {
  static final String REASON = "an operator removed it from its queue";

  @Inject private LostJobs lostJobs;

  @Override
  public void onMessage(Message message) {
    lostJobs.end(message, Verdict.CANCELLED, REASON);
  }
}
