package evalx.queue;

import evalx.broker.BrokerAway;
import evalx.broker.Outgoing;
import evalx.broker.QueueFull;
import evalx.broker.SendRefused;
import evalx.broker.Sender;
import evalx.submission.SubmissionId;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.function.Consumer;

/** Answers JMS producers, at temporary queues and {@code evalx.replies.#} only. */
final class Replies {
  private static final Logger LOG = System.getLogger(Replies.class.getName());

  private static final int MOST_TRIES = 5;

  private final Sender broker;
  private final Duration timeToLive;
  private final Consumer<SubmissionId> refused;

  /**
   * @param timeToLive how long a reply waits to be fetched
   * @param refused told of each reply that could not be sent
   */
  Replies(Sender broker, Duration timeToLive, Consumer<SubmissionId> refused) {
    this.broker = broker;
    this.timeToLive = timeToLive;
    this.refused = refused;
  }

  /**
   * Answers, if an answer is wanted; a reply that the broker refuses changes nothing else.
   *
   * @param id a second reply with the same id is not sent
   * @throws BrokerAway when the broker does not answer; the next delivery tries again
   */
  void send(Delivery delivery, byte[] json, String id) {
    if (delivery.replyTo().isEmpty()) {
      return;
    }
    var queue = delivery.replyTo().get();
    var correlationId = delivery.correlationId();
    try {
      check(queue);
      broker.send(
          Outgoing.toQueue(queue, json)
              .asText()
              .correlated(correlationId == null ? delivery.token().toString() : correlationId)
              .within(Duration.ZERO, timeToLive)
              .once(id));
    } catch (QueueFull | SendRefused e) {
      giveUp(delivery, e);
    } catch (BrokerAway e) {
      // A broker that delivers again and again is there: this reply is what it does not take.
      if (delivery.count() < MOST_TRIES) {
        throw e;
      }
      giveUp(delivery, e);
    }
  }

  private void giveUp(Delivery delivery, RuntimeException failure) {
    LOG.log(Level.WARNING, "No reply for {0}: {1}", delivery.token(), failure.getMessage());
    refused.accept(delivery.token());
  }

  /** The names of temporary queues are UUIDs. */
  private static void check(String queue) {
    if (!queue.startsWith(Wire.REPLIES) && SubmissionId.parse(queue).isEmpty()) {
      throw new SendRefused(queue + " is no queue for replies", null);
    }
  }
}
