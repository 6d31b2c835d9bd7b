package evalx.completion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import evalx.broker.BrokerAway;
import evalx.broker.Outgoing;
import evalx.broker.QueueFull;
import evalx.config.Settings;
import evalx.events.EventPublisher;
import evalx.events.SubmissionObserver;
import evalx.queue.JobMessage;
import evalx.queue.Messages;
import evalx.queue.RecordingSender;
import evalx.queue.ReplyTo;
import evalx.submission.SubmissionEvent;
import evalx.submission.SubmissionId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JmsReplyTest {
  private final JobMessage request = Messages.of(SubmissionId.random());
  private final RecordingSender broker = new RecordingSender();
  private final List<SubmissionId> refused = new ArrayList<>();
  private final JmsReply reply =
      new JmsReply(
          broker,
          Settings.of(Map.of("RESULT_TTL", "9")::get),
          new EventPublisher(List.of(new Refusals())));

  private final class Refusals implements SubmissionObserver {
    @Override
    public void observe(SubmissionEvent event) {}

    @Override
    public void replyRefused(SubmissionId id) {
      refused.add(id);
    }
  }

  private static final byte[] RESULT =
      "{\"token\":\"t\",\"hints\":[{}],\"status\":\"Wrong Answer\",\"attempts\":2,\"results\":[]}"
          .getBytes(StandardCharsets.UTF_8);

  private void reply(JobMessage to) {
    reply.apply(new Ended(to.id(), Optional.of(to), RESULT, false));
  }

  @ParameterizedTest
  @CsvSource({
    "evalx.replies.shop, true",
    "0d6c6f4e-2c2f-4a2e-9d7a-0d1f6a2b3c4d, true",
    "evalx.jobs.python, false",
    "evalx.dead, false",
    "evalx.repliesx, false",
    "activemq.management, false",
    "anything, false"
  })
  void goesOnlyWhereRepliesMayGo(String name, boolean allowed) {
    for (boolean isTopic : new boolean[] {true, false}) {
      reply(Messages.repliedTo(request, Optional.of(new ReplyTo(name, isTopic))));
    }

    assertThat(broker.sent).hasSize(allowed ? 2 : 0);
    assertThat(refused).hasSize(allowed ? 0 : 2);
  }

  @Test
  void goesToATopicAsToAQueue() {
    reply(Messages.repliedTo(request, Optional.of(new ReplyTo("evalx.replies.board", true))));

    assertThat(broker.sent).extracting(Outgoing::isTopic).containsExactly(true);
  }

  @Test
  void carriesTheResultAsTextUnderTheCorrelationIdOfTheRequest() {
    reply(request);

    var sent = broker.to(Messages.REPLIES).get(0);
    assertThat(sent.body()).isEqualTo(RESULT);
    assertThat(sent.isText()).isTrue();
    assertThat(RecordingSender.property(sent, "token")).isEqualTo(request.id().toString());
    assertThat(RecordingSender.property(sent, "status")).isEqualTo("Wrong Answer");
    assertThat(RecordingSender.property(sent, "attempts")).isEqualTo(2);
    assertThat(sent.headers().correlationId()).isEqualTo("order-1");
    assertThat(sent.headers().timeToLive()).isEqualTo(Duration.ofSeconds(9));
  }

  @Test
  void isSentOnceForEachRequestAndNotOnceForEachSubmission() {
    reply(request);
    reply(request);
    reply(Messages.askedAgain(request));

    var ids = broker.sent.stream().map(sent -> sent.headers().duplicateId()).toList();
    assertThat(ids.get(0)).isEqualTo(ids.get(1)).isNotEqualTo(ids.get(2));
    assertThat(ids.get(0)).startsWith(request.identity().requestId());
  }

  @Test
  void isGivenUpWhenTheBrokerRefusesIt() {
    broker.failure = new QueueFull("full", null);
    reply(request);

    assertThat(refused).containsExactly(request.id());
  }

  @Test
  void isGivenUpWhenTheBrokerDeliversButNeverTakesIt() {
    broker.failure = new BrokerAway("so it seems");
    for (int time : new int[] {1, 4}) {
      assertThatThrownBy(() -> reply(Messages.deliveredFor(request, time)))
          .isInstanceOf(BrokerAway.class);
    }
    reply(Messages.deliveredFor(request, 5));

    assertThat(refused).hasSize(1);
  }

  @Test
  void isNotSentWhereNoneIsWanted() {
    reply(Messages.repliedTo(request, Optional.empty()));
    reply.apply(new Ended(request.id(), Optional.empty(), new byte[0], false));

    assertThat(broker.sent).isEmpty();
    assertThat(refused).isEmpty();
  }
}
