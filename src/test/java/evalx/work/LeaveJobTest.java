package evalx.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import evalx.broker.BrokerAway;
import evalx.broker.QueueFull;
import evalx.broker.SendRefused;
import evalx.queue.JobMessage;
import evalx.queue.Messages;
import evalx.queue.QueueNames;
import evalx.queue.RecordingSender;
import evalx.sandbox.SandboxUnavailable;
import evalx.submission.SampleResults;
import evalx.submission.SubmissionId;
import evalx.submission.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Jobs that go back to their queue, to another worker or to the dead letters. */
class LeaveJobTest extends DeliverySetup {
  private static final String WITH_VERSION =
      "{\"language\":\"python\",\"version\":\"3.12\",\"code\":\"print(1)\"}";
  private static final String INTERACTIVE =
      """
      {"language": "python", "code": "", "checker":
        {"type": "interactive", "program": {"language": "cpp", "code": ""}}}
      """;

  @Test
  void aJobThatCameBackToItsQueueKeepsTheIdOfItsRequest() {
    var message = Messages.of(id);
    shop.outage = true;
    shop.runner = shop.throwing(new SandboxUnavailable("away"));
    handle(message);

    assertThat(copy("request")).isEqualTo(message.identity().requestId());
  }

  @Test
  void aLongOutageHandsTheJobBackUncountedAndItsClientReadsThatItWaits() {
    shop.outage = true;
    shop.runner = shop.throwing(new SandboxUnavailable("away"));
    handle(Messages.of(id).withUncounted(1));

    assertThat(copy("uncounted")).isEqualTo(2);
    assertThat(copy("token")).isEqualTo(id.toString());
    assertThat(copy("reply_to")).isEqualTo("queue://" + Messages.REPLIES);
    assertThat(copy("format")).isEqualTo(2);
    assertThat(copy("caller")).isEqualTo(Messages.CALLER.key());
    var copy = shop.broker.to(Messages.QUEUE).get(0);
    assertThat(RecordingSender.text(copy)).isEqualTo(Messages.BODY);
    assertThat(copy.headers().correlationId()).isEqualTo("order-1");
    assertThat(copy.headers().priority()).isEqualTo(7);
    assertThat(copy.headers().delay()).isEqualTo(LeaveJob.DELAY);
    assertThat(copy.headers().timeToLive()).isEqualTo(Duration.ofSeconds(60));
    assertThat(copy.headers().duplicateId()).isEqualTo("ID:" + id + ":back");
    assertThat(shop.ledger.isWaiting(id)).isTrue();
  }

  @Test
  void aJobThatCannotBeHandedBackGetsItsAttemptBack() {
    shop.ledger.known(id, Messages.BODY, 1);
    shop.outage = true;
    shop.runner = shop.throwing(new SandboxUnavailable("away"));
    for (var failure :
        List.of(new QueueFull("full", null), new SendRefused("no", null), new BrokerAway("away"))) {
      shop.broker.failure = failure;
      assertThatThrownBy(() -> handle(Messages.of(id))).isSameAs(failure);

      assertThat(shop.ledger.attempts(id)).isEqualTo(1);
    }
  }

  @Test
  void anotherBodyForTheSameTokenIsRejectedUnderItsOwnAndTheSubmissionGoesOn() {
    shop.ledger.known(id, "{\"other\":1}", 1);
    var message = Messages.of(id);
    handle(message);

    var own = message.underOwnToken().id();
    assertThat(shop.ran).isEmpty();
    assertThat(shop.results.byId).containsOnlyKeys(own);
    assertThat(shop.results.text(own)).contains("\"status\":\"Rejected\"", "another body");
    assertThat(rejection("token")).isEqualTo(own.toString());
    assertThat(RecordingSender.text(shop.broker.to(Messages.REPLIES).get(0)))
        .isEqualTo(shop.results.text(own));
  }

  @Test
  void aMalformedMessageIsAnsweredOnceWithAResultAndShownToOperators() {
    handle(Messages.fromOutside(Messages.of(id, "{\"language\":\"python\"}")));

    assertThat(shop.ran).isEmpty();
    assertThat(shop.results.text(id))
        .contains("\"status\":\"Rejected\"", "\"message\":\"code is required\"");
    assertThat(shop.broker.to(Messages.REPLIES))
        .extracting(RecordingSender::text)
        .containsExactly(shop.results.text(id));
    assertThat(rejection("reason")).isEqualTo("code is required");
    assertThat(shop.broker.to(QueueNames.DEAD_LETTER_ADDRESS)).isEmpty();
  }

  @Test
  void aMalformedMessageOfWhichTheBrokerTakesNoCopyIsAnsweredAllTheSame() {
    shop.broker.failure = new SendRefused("no such queue", null);
    handle(Messages.fromOutside(Messages.of(id, "{}")));

    assertThat(shop.results.text(id)).contains("\"status\":\"Rejected\"");
  }

  @Test
  void aJobOfANodeWithALargerLimitIsLeftToAnotherHoweverOftenItIsDelivered() {
    var message = Messages.unreadable(Messages.of(id), "the body has more than 9 bytes");
    for (var delivery : List.of(message, Messages.deliveredFor(message, 60))) {
      assertThatThrownBy(() -> handle(delivery))
          .hasMessageContaining("with the MAX_BODY_BYTES of the node that accepted it")
          .hasMessageContaining("the body has more than 9 bytes");
    }
    assertThat(shop.broker.sent).isEmpty();
    assertThat(shop.ran).isEmpty();
  }

  /** Of its body only the beginning is known, which has another hash. */
  @Test
  void aJobOfANodeWithALargerLimitThatExpiresEndsUnderItsToken() {
    shop.ledger.known(id, "the whole body", 0);
    var message = Messages.unreadable(Messages.of(id), "the body has more than 9 bytes");

    shop.lostJobs.end(message, Verdict.EXPIRED, "it waited too long");

    assertThat(shop.results.text(id)).contains("\"status\":\"Expired\"");
  }

  @Test
  void anAcceptedSubmissionThatCannotBeReadIsNoMistakeOfItsProducer() {
    handle(Messages.of(id, "{}"));

    assertThat(deadLetter("reason")).isEqualTo("its message cannot be read");
    assertThat(shop.broker.to(QueueNames.REJECTED)).isEmpty();
  }

  @Test
  void aJobInTheQueueOfAnotherLanguageIsMalformed() {
    handle(Messages.fromOutside(Messages.of(id, "{\"language\":\"c\",\"code\":\"int main(){}\"}")));

    assertThat(rejection("reason")).asString().contains("must be that of the queue, python");
  }

  @Test
  void aNewerFormatIsHandedBackUncountedWhateverItSays() {
    handle(Messages.withFormat(Messages.of(id, "what?"), JobMessage.NEWEST_FORMAT + 1));

    assertThat(copy("format")).isEqualTo(JobMessage.NEWEST_FORMAT + 1);
    assertThat(copy("uncounted")).isEqualTo(0);
    assertThat(shop.ledger.attempts(id)).isZero();
  }

  @Test
  void anUnreadableMessageOfANewerFormatStaysWithTheBroker() {
    var whole =
        Messages.withFormat(
            Messages.deliveredFor(Messages.of(id), 60), JobMessage.NEWEST_FORMAT + 1);
    var message = Messages.unreadable(whole, "the body has more than 9 bytes");
    assertThatThrownBy(() -> handle(message))
        .hasMessage(
            "message format "
                + (JobMessage.NEWEST_FORMAT + 1)
                + " is newer than this worker, and the body has more than 9 bytes");
    assertThat(shop.broker.sent).isEmpty();
  }

  @Test
  void aVersionThatOnlyAnotherWorkerHasIsRoutedToItOnce() {
    shop.lacking = true;
    shop.offered = List.of("3.11.2", "3.12.1");
    handle(Messages.fromOutside(Messages.of(id, WITH_VERSION)));

    assertThat(shop.ran).isEmpty();
    assertThat(copy("version")).isEqualTo("3.12");
    assertThat(copy("uncounted")).isEqualTo(1);
    assertThat(copy("format")).as("rules are still to be applied").isEqualTo(1);
    assertThat(shop.broker.to(Messages.QUEUE).get(0).headers().delay()).isZero();
  }

  @Test
  void aMessageThatWasRoutedHereIsNotRoutedAway() {
    shop.lacking = true;
    var message = Messages.fromOutside(Messages.of(id, WITH_VERSION)).forVersion("3.12");
    handle(message);

    assertThat(shop.ran).hasSize(1);
    assertThat(shop.broker.to(Messages.QUEUE)).isEmpty();
  }

  @Test
  void aVersionThatNoWorkerHasIsRefusedToItsProducer() {
    shop.lacking = true;
    shop.offered = List.of("3.11.2");
    handle(Messages.fromOutside(Messages.of(id, WITH_VERSION)));

    assertThat(shop.ran).isEmpty();
    assertThat(RecordingSender.text(shop.broker.to(Messages.REPLIES).get(0)))
        .contains("\"status\":\"Rejected\"");
    assertThat(rejection("reason")).isEqualTo("version must match one of [3.11.2]");
  }

  @Test
  void aJobThatNeedsASandboxOfAnotherWorkerGoesBackForIt() {
    shop.lacksSandbox = true;
    shop.nativeElsewhere = Set.of("python", "cpp");
    handle(Messages.fromOutside(Messages.of(id, INTERACTIVE)));

    assertThat(shop.ran).isEmpty();
    assertThat(copy("uncounted")).isEqualTo(1);
    assertThat(shop.broker.to(Messages.QUEUE).get(0).headers().delay()).isEqualTo(LeaveJob.DELAY);
  }

  @Test
  void aJobGoesBackOnlyWhereAnotherWorkerRunsItsInteractorTooInTheSandboxThatItNeeds() {
    shop.lacksSandbox = true;
    shop.nativeElsewhere = Set.of("python");
    handle(Messages.fromOutside(Messages.of(id, INTERACTIVE)));
    assertThat(shop.ran).hasSize(1);
    assertThat(shop.broker.to(Messages.QUEUE)).isEmpty();

    shop.nativeElsewhere = Set.of("python", "cpp");
    handle(Messages.fromOutside(Messages.of(SubmissionId.random(), INTERACTIVE)));
    assertThat(shop.ran).hasSize(1);
    assertThat(shop.broker.to(Messages.QUEUE)).hasSize(1);
  }

  @Test
  void aJobThatNeedsASandboxOfNoWorkerEndsHere() {
    shop.lacksSandbox = true;
    handle(Messages.fromOutside(Messages.of(id, INTERACTIVE)));

    assertThat(shop.ran).hasSize(1);
    assertThat(shop.broker.to(Messages.QUEUE)).isEmpty();
  }

  @Test
  void aMessageDeliveredFarTooOftenIsADeadLetter() {
    handle(Messages.deliveredFor(Messages.of(id), 51));

    assertThat(shop.ran).isEmpty();
    assertThat(deadLetter("reason")).isEqualTo("gave up after 50 deliveries");
  }

  @Test
  void deliveriesThatFoundTheQueueFullDoNotCount() {
    shop.outage = true;
    shop.runner = shop.throwing(new SandboxUnavailable("away"));
    shop.broker.failure = new QueueFull("full", null);
    var message = Messages.of(id);
    assertThatThrownBy(() -> handle(message)).isInstanceOf(QueueFull.class);
    shop.broker.failure = null;
    shop.outage = false;
    shop.runner = (job, listener, handle) -> SampleResults.of(id, Verdict.ACCEPTED);

    handle(Messages.deliveredFor(message, 52));
    assertThat(deadLetter("reason")).isEqualTo("gave up after 50 deliveries");

    handle(Messages.deliveredFor(message, 51));
    assertThat(shop.results.text(id)).contains("Accepted");
  }

  @Test
  void anotherDeliveryOfAJobInHandGoesBackWithoutATrace() {
    var message = Messages.of(id);
    shop.runner =
        (job, listener, handle) -> {
          handle(Messages.askedAgain(message));
          return SampleResults.of(id, Verdict.ACCEPTED);
        };
    handle(message);

    assertThat(shop.ran).hasSize(1);
    assertThat(shop.ledger.attempts(id)).isEqualTo(1);
    assertThat(shop.ledger.isWaiting(id)).isFalse();
    assertThat(copy("uncounted")).isEqualTo(0);
  }
}
