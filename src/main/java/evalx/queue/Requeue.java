package evalx.queue;

import evalx.broker.Outgoing;
import evalx.broker.Sender;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;

/** Puts a job back into its queue without harm to it: as a copy that is delivered later. */
@Singleton
public class Requeue {
  private static final Logger LOG = System.getLogger(Requeue.class.getName());

  private final Sender broker;
  private final Clock clock;

  @Inject
  public Requeue(Sender broker) {
    this(broker, Clock.systemUTC());
  }

  public Requeue(Sender broker, Clock clock) {
    this.broker = broker;
    this.clock = clock;
  }

  /**
   * Sends the copy; the delivery is then to be acknowledged.
   *
   * @throws evalx.broker.QueueFull when the queue holds as many jobs as it may
   * @throws evalx.broker.BrokerAway when the broker does not answer
   * @throws evalx.broker.SendRefused when the queue is gone
   */
  public void after(Duration delay, JobMessage job, String reason) {
    send(delay, job.timeLeft(clock.instant()), job, reason);
  }

  /** The same, but the copy may wait as long again as this message might from its beginning. */
  public void withTimeBack(Duration delay, JobMessage job, String reason) {
    send(delay, job.timeFromStart(), job, reason);
  }

  private void send(Duration delay, Duration timeToLive, JobMessage job, String reason) {
    broker.send(
        Copies.of(job, Outgoing.toQueue(job.routing().queue(), job.body().bytes()))
            .within(delay, timeToLive)
            .once(job.identity().messageId() + ":back"));
    LOG.log(Level.INFO, "{0} goes back to its queue: {1}", job.id(), reason);
  }
}
