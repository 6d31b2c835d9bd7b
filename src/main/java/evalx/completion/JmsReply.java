package evalx.completion;

import evalx.broker.BrokerAway;
import evalx.broker.Outgoing;
import evalx.broker.QueueFull;
import evalx.broker.SendRefused;
import evalx.broker.Sender;
import evalx.config.Producers;
import evalx.config.Settings;
import evalx.events.EventPublisher;
import evalx.format.ResultHead;
import evalx.queue.JobMessage;
import evalx.queue.MessageProperties;
import evalx.queue.Printable;
import evalx.queue.ReplyTo;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;

/**
 * Answers JMS producers, at temporary queues and topics and {@code evalx.replies.#} only, and none
 * at an address where another account receives its replies.
 */
@Singleton
class JmsReply implements Effect {
  private static final Logger LOG = System.getLogger(JmsReply.class.getName());

  private final Sender broker;
  private final Duration timeToLive;
  private final EventPublisher events;
  private final Producers producers;

  @Inject
  JmsReply(Sender broker, Settings settings, EventPublisher events) {
    this.broker = broker;
    this.timeToLive = settings.runs().jobs().resultTtl();
    this.events = events;
    this.producers = settings.broker().producers();
  }

  /**
   * Answers, if an answer is wanted; a reply that the broker refuses changes nothing else.
   *
   * @throws BrokerAway when the broker does not answer; the next delivery tries again
   */
  @Override
  public void apply(Ended ended) {
    ended
        .request()
        .ifPresent(
            request -> request.routing().replyTo().ifPresent(to -> send(ended, request, to)));
  }

  private void send(Ended ended, JobMessage request, ReplyTo to) {
    try {
      check(to, request);
      broker.send(reply(request, to, ended.json()));
    } catch (QueueFull | SendRefused e) {
      giveUp(request, e);
    } catch (BrokerAway e) {
      if (ended.comesAgain()) {
        throw e;
      }
      // A broker that delivers a message as often is there: what it does not take is the reply.
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

  private Outgoing reply(JobMessage request, ReplyTo to, byte[] json) {
    var head = ResultHead.of(json);
    var outgoing =
        to.isTopic() ? Outgoing.toTopic(to.name(), json) : Outgoing.toQueue(to.name(), json);
    return outgoing
        .asText()
        .correlated(request.identity().correlationId())
        .within(Duration.ZERO, timeToLive)
        .once(request.identity().requestId() + ":reply")
        .with(MessageProperties.TOKEN, request.id().toString())
        .with(MessageProperties.STATUS, head.status())
        .with(MessageProperties.ATTEMPTS, head.attempts());
  }

  private void check(ReplyTo to, JobMessage request) {
    if (!to.isTemporary() && !producers.mayReply(to.name(), request.origin().caller().name())) {
      throw new SendRefused(to + " is not for its replies", null);
    }
  }
}
