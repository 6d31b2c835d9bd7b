package evalx.queue;

import evalx.broker.Outgoing;
import evalx.broker.QueueFull;
import evalx.broker.SendRefused;
import evalx.broker.Sender;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.OptionalInt;

/** Where jobs lie that will not be run: for operators, and to end their submissions. */
@Singleton
public class DeadLetters {
  private static final Logger LOG = System.getLogger(DeadLetters.class.getName());

  /** Bytes of a body in which its producer's mistake can be seen. */
  private static final int MAX_SHOWN = 8 << 10;

  /** Bytes of UTF-8 that do not begin a character. */
  private static final int CONTINUES = 0x80;

  private static final int CONTINUES_MASK = 0xC0;

  private final Sender broker;

  @Inject
  public DeadLetters(Sender broker) {
    this.broker = broker;
  }

  /**
   * Gives a job up: its submission will end as an internal error.
   *
   * @param attempts that were started of it; empty where nobody knows
   * @param reason as the client may read it
   * @param detail for operators only
   */
  public void add(JobMessage job, OptionalInt attempts, String reason, String detail) {
    var letter =
        because(reason, job, Outgoing.toTopic(QueueNames.DEAD_LETTER_ADDRESS, job.body().bytes()))
            .with(MessageProperties.DETAIL, detail);
    broker.send(
        attempts.isPresent()
            ? letter.with(MessageProperties.ATTEMPTS, attempts.getAsInt())
            : letter);
    LOG.log(Level.WARNING, "{0} is a dead letter: {1}", job.id(), Printable.of(reason));
  }

  /**
   * Shows operators the beginning of a message that is no submission, of which the broker keeps the
   * latest. One that it does not take is lost: the producer's answer says the same.
   *
   * @throws evalx.broker.BrokerAway when the broker does not answer
   */
  public void show(JobMessage job, String reason) {
    var shown = beginning(job.body().bytes());
    try {
      broker.send(because(reason, job, Outgoing.toQueue(QueueNames.REJECTED, shown)));
    } catch (QueueFull | SendRefused e) {
      LOG.log(Level.DEBUG, "{0} is not shown to operators: {1}", job.id(), e.getMessage());
    }
    LOG.log(Level.INFO, "{0} is rejected: {1}", job.id(), Printable.of(reason));
  }

  /** Where it is text it ends with a whole character. */
  private static byte[] beginning(byte[] body) {
    int end = Math.min(body.length, MAX_SHOWN);
    while (end > 0 && end < body.length && (body[end] & CONTINUES_MASK) == CONTINUES) {
      end--;
    }
    return Arrays.copyOf(body, end);
  }

  private static Outgoing because(String reason, JobMessage job, Outgoing letter) {
    return Copies.of(job, letter)
        .once(job.identity().messageId() + ":dead")
        .with(MessageProperties.QUEUE, job.routing().queue())
        .with(MessageProperties.REASON, reason);
  }
}
