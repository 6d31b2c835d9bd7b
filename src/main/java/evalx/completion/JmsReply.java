package evalx.completion;

import evalx.broker.BrokerAway;
import evalx.broker.Outgoing;
import evalx.broker.QueueFull;
import evalx.broker.SendRefused;
import evalx.broker.Sender;
import evalx.config.Settings;
import evalx.events.EventPublisher;
import evalx.queue.JobMessage;
import evalx.queue.Printable;
import evalx.queue.QueueNames;
import evalx.submission.SubmissionId;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;

/** Answers JMS producers, at temporary queues and {@code evalx.replies.#} only. */
@Singleton
public class JmsReply implements Effect {
  private static final Logger LOG = System.getLogger(JmsReply.class.getName());

  /** A broker that delivers a message as often is there: what it does not take is the reply. */
  private static final int MAX_DELIVERIES = 5;

  private final Sender broker;
  private final Duration timeToLive;
  private final EventPublisher events;

  @Inject
  public JmsReply(Sender broker, Settings settings, EventPublisher events) {
    this.broker = broker;
    this.timeToLive = settings.jobs().resultTtl();
    this.events = events;
  }

  @Override
  public void apply(Ended ended) {
    ended.request().ifPresent(request -> send(request, ended.json(), "reply"));
  }

  /**
   * Answers a message that asks for nothing that can be run, in place of a result.
   *
   * @param problem as JSON
   */
  public void reject(JobMessage request, byte[] problem) {
    send(request, problem, "reply");
  }

  /** Answers a message whose submission belongs to another one, which has its own reply. */
  public void refuse(JobMessage request, byte[] problem) {
    send(request, problem, "refused");
  }

  /**
   * Answers, if an answer is wanted; a reply that the broker refuses changes nothing else.
   *
   * @param kind a second reply of this kind to the same request is not sent
   * @throws BrokerAway when the broker does not answer; the next delivery tries again
   */
  private void send(JobMessage request, byte[] json, String kind) {
    if (request.routing().replyTo().isEmpty()) {
      return;
    }
    var queue = request.routing().replyTo().get();
    var identity = request.identity();
    try {
      check(queue);
      broker.send(
          Outgoing.toQueue(queue, json)
              .asText()
              .correlated(identity.correlationId().orElse(request.id().toString()))
              .within(Duration.ZERO, timeToLive)
              .once(identity.requestId() + ":" + kind));
    } catch (QueueFull | SendRefused e) {
      giveUp(request, e);
    } catch (BrokerAway e) {
      if (request.attempts().deliveries() < MAX_DELIVERIES) {
        throw e;
      }
      giveUp(request, e);
    }
  }

  private void giveUp(JobMessage request, RuntimeException failure) {
    LOG.log(
        Level.WARNING,
        "{0} gets no reply; its result can be fetched: {1}",
        request.id(),
        Printable.of(String.valueOf(failure.getMessage())));
    events.replyRefused(request.id());
  }

  /** The names of temporary queues are UUIDs. */
  private static void check(String queue) {
    if (!QueueNames.isForReplies(queue) && SubmissionId.parse(queue).isEmpty()) {
      throw new SendRefused(queue + " is not a queue for replies", null);
    }
  }
}
