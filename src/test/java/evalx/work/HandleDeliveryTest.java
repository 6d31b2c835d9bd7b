package evalx.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import evalx.broker.BrokerAway;
import evalx.format.SubmissionWriter;
import evalx.queue.Messages;
import evalx.queue.RecordingSender;
import evalx.submission.Job;
import evalx.submission.SubmissionId;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HandleDeliveryTest extends DeliverySetup {
  @Test
  void runsAJobAndThenStoresRepliesAndTells() {
    handle(Messages.of(id));

    assertThat(shop.ran).extracting(Job::attempt).containsExactly(1);
    assertThat(shop.results.text(id)).contains("\"status\":\"Accepted\"");
    assertThat(RecordingSender.text(shop.broker.to(Messages.REPLIES).get(0)))
        .isEqualTo(shop.results.text(id));
    assertThat(shop.told).containsExactly(id);
    assertThat(shop.events).hasSize(2);
  }

  @Test
  void repeatsTheEffectsOfAResultInsteadOfRunningAgain() {
    handle(Messages.of(id));
    handle(Messages.of(id));

    assertThat(shop.ran).hasSize(1);
    assertThat(shop.told).containsExactly(id, id);
  }

  @Test
  void aProducerThatAsksAgainGetsItsReplyAgain() {
    var first = Messages.of(id);
    handle(first);
    handle(Messages.askedAgain(first));

    assertThat(shop.ran).hasSize(1);
    assertThat(shop.broker.to(Messages.REPLIES))
        .extracting(sent -> sent.headers().duplicateId())
        .hasSize(2)
        .doesNotHaveDuplicates();
  }

  @Test
  void whenTheResultCannotBeStoredTheJobIsNotRunAgainForIt() {
    shop.results.away = 1;
    handle(Messages.of(id));

    assertThat(shop.ran).hasSize(1);
    assertThat(shop.results.text(id)).contains("Accepted");
  }

  /** Longer than what is broken would be tried: results that expire make room. */
  @Test
  void aResultThatFindsRoomLaterIsStoredWithoutAnotherRun() {
    shop.results.full = 2 * OutageRetry.MAX_TRIES;
    handle(Messages.of(id));

    assertThat(shop.ran).hasSize(1);
    assertThat(shop.results.text(id)).contains("Accepted");
  }

  @Test
  void aStartThatRedisDidNotConfirmCountsOnce() {
    shop.ledger.awayAtStart = 1;
    handle(Messages.of(id));

    assertThat(shop.ledger.attempts(id)).isEqualTo(1);
    assertThat(shop.ran).extracting(Job::attempt).containsExactly(1);
  }

  @Test
  void progressThatCannotBeRecordedHarmsNothing() {
    shop.ledger.awayAtProgress = true;
    handle(Messages.of(id));

    assertThat(shop.results.text(id)).contains("Accepted");
  }

  @Test
  void aJobAcceptedElsewhereRunsWhateverTheLimitsOfThisNode() {
    var submission = Messages.submission(Workshop.MAX_TEST_CASES + 1);
    var body = new String(SubmissionWriter.write(submission), StandardCharsets.UTF_8);
    handle(Messages.of(id, body));
    assertThat(shop.results.text(id)).contains("Accepted");

    var outside = SubmissionId.random();
    handle(Messages.fromOutside(Messages.of(outside, body)));
    assertThat(rejection("reason")).asString().contains("test_cases");
  }

  @Test
  void aReplyThatABrokerOutagePreventsIsSentAtRedelivery() {
    shop.broker.failure = new BrokerAway("away");
    assertThatThrownBy(() -> handle(Messages.of(id))).isInstanceOf(BrokerAway.class);
    shop.broker.failure = null;
    handle(Messages.of(id));

    assertThat(shop.ran).hasSize(1);
    assertThat(shop.broker.to(Messages.REPLIES)).hasSize(1);
  }
}
