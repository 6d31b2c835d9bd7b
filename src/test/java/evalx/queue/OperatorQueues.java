package evalx.queue;

import evalx.broker.BrokerAccess;
import evalx.config.Settings;

/** What operators do with the queues of a real broker. */
public final class OperatorQueues {
  private final BrokerAccess broker;
  private final Settings settings;

  public OperatorQueues(BrokerAccess broker, Settings settings) {
    this.broker = broker;
    this.settings = settings;
  }

  public DeadLetterQueue deadLetters() {
    return new DeadLetterQueue(
        new BrowseLetters(new BrowseQueue(broker.browser), new DecodeJob(settings)),
        broker.control,
        broker.sender,
        broker.management,
        settings);
  }

  public RejectedQueue rejected() {
    return new RejectedQueue(
        new BrowseLetters(new BrowseQueue(broker.browser), new DecodeJob(settings)));
  }

  public WaitingJobs waitingJobs() {
    return new WaitingJobs(
        new BrowseQueue(broker.browser), new DecodeJob(settings), broker.control, settings);
  }
}
