package evalx.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import evalx.broker.BrokerAway;
import evalx.submission.SubmissionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RepliesTest {
  private final RecordingSender broker = new RecordingSender();
  private final List<SubmissionId> refused = new ArrayList<>();
  private final Replies replies = new Replies(broker, Duration.ofSeconds(1), refused::add);

  private static Delivery answeredTo(String queue) {
    var d = Deliveries.of(SubmissionId.random());
    return new Delivery(
        d.id(),
        d.queue(),
        null,
        d.token(),
        d.body(),
        d.unreadable(),
        Optional.ofNullable(queue),
        d.format(),
        d.own(),
        d.excused(),
        d.count(),
        d.priority(),
        d.queued(),
        d.expires(),
        d.reason(),
        d.ends());
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
  void goOnlyWhereRepliesMayGo(String queue, boolean allowed) {
    replies.send(answeredTo(queue), new byte[0], "id");

    assertThat(broker.sent).hasSize(allowed ? 1 : 0);
    assertThat(refused).hasSize(allowed ? 0 : 1);
  }

  @Test
  void carryTheTokenWhereTheRequestHadNoCorrelationId() {
    var delivery = answeredTo("evalx.replies.shop");
    replies.send(delivery, new byte[0], "id");

    assertThat(broker.sent.get(0).correlationId()).isEqualTo(delivery.token().toString());
  }

  @Test
  void areGivenUpWhenTheBrokerDeliversButNeverTakesThem() {
    broker.failure = new BrokerAway("so it seems");
    for (int count : new int[] {1, 4}) {
      var delivery = Deliveries.with(SubmissionId.random(), "", 1, 0, count);
      assertThatThrownBy(() -> replies.send(delivery, new byte[0], "id"))
          .isInstanceOf(BrokerAway.class);
    }
    replies.send(Deliveries.with(SubmissionId.random(), "", 1, 0, 5), new byte[0], "id");

    assertThat(refused).hasSize(1);
  }

  @Test
  void areNotSentWhereNoneIsWanted() {
    replies.send(answeredTo(null), new byte[0], "id");

    assertThat(broker.sent).isEmpty();
    assertThat(refused).isEmpty();
  }
}
