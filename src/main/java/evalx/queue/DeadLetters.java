package evalx.queue;

import evalx.broker.Outgoing;
import evalx.broker.Sender;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Where jobs lie that will not be run: for operators, and to end their submissions. */
@Singleton
public class DeadLetters {
  private static final Logger LOG = System.getLogger(DeadLetters.class.getName());

  private final Sender broker;

  @Inject
  public DeadLetters(Sender broker) {
    this.broker = broker;
  }

  /**
   * Gives a job up: its submission will end as an internal error.
   *
   * @param reason as the client may read it
   * @param detail for operators only
   */
  public void add(JobMessage job, String reason, String detail) {
    send(job, reason, detail, true);
  }

  /** Puts a message aside whose submission belongs to another one and goes on. */
  public void refuse(JobMessage job, String reason) {
    send(job, reason, "", false);
  }

  private void send(JobMessage job, String reason, String detail, boolean ends) {
    var address = QueueNames.DEAD_LETTER_ADDRESS;
    broker.send(
        Copies.of(job, Outgoing.toTopic(address, job.body().bytes()))
            .once(job.identity().messageId() + ":dead")
            .with(MessageProperties.QUEUE, job.routing().queue())
            .with(MessageProperties.REASON, reason)
            .with(MessageProperties.DETAIL, detail)
            .with(MessageProperties.ENDS_SUBMISSION, Boolean.toString(ends)));
    LOG.log(Level.WARNING, "{0} is a dead letter: {1}", job.id(), Printable.of(reason));
  }
}
