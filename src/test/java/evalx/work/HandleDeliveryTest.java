package evalx.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import evalx.broker.BrokerAway;
import evalx.broker.QueueFull;
import evalx.broker.SendRefused;
import evalx.format.SubmissionWriter;
import evalx.queue.JobMessage;
import evalx.queue.Messages;
import evalx.queue.QueueNames;
import evalx.queue.RecordingSender;
import evalx.result.JobDescription;
import evalx.sandbox.SandboxDied;
import evalx.sandbox.SandboxFailure;
import evalx.sandbox.SandboxUnavailable;
import evalx.submission.Encoding;
import evalx.submission.Job;
import evalx.submission.SampleResults;
import evalx.submission.SubmissionId;
import evalx.submission.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HandleDeliveryTest {
  private static final String WITH_VERSION =
      "{\"language\":\"python\",\"version\":\"3.12\",\"code\":\"print(1)\"}";

  private final SubmissionId id = SubmissionId.random();
  private final Workshop shop = new Workshop();

  private void handle(JobMessage message) {
    shop.handle(message);
  }

  private Object deadLetter(String property) {
    var dead = shop.broker.to(QueueNames.DEAD_LETTER_ADDRESS);
    assertThat(dead).hasSize(1);
    return RecordingSender.property(dead.get(0), property);
  }

  private Object copy(String property) {
    var copies = shop.broker.to(Messages.QUEUE);
    assertThat(copies).hasSize(1);
    return RecordingSender.property(copies.get(0), property);
  }

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
  void aJobThatCameBackToItsQueueKeepsTheIdOfItsRequest() {
    var message = Messages.of(id);
    shop.outage = true;
    shop.runner = shop.throwing(new SandboxUnavailable("away"));
    handle(message);

    assertThat(copy("request")).isEqualTo(message.identity().requestId());
  }

  @Test
  void aFailureLeavesForRedeliveryUntilTheThirdWhichIsADeadLetter() {
    var failure = new SandboxFailure("cannot reach /var/lib/evalx/evalx-isolate.sock");
    shop.runner = shop.throwing(failure);
    for (int i = 1; i <= 2; i++) {
      assertThatThrownBy(() -> handle(Messages.of(id))).isSameAs(failure);
      assertThat(shop.ledger.isWaiting(id)).as("its client reads In Queue").isTrue();
    }
    handle(Messages.of(id));

    assertThat(shop.ran).extracting(Job::attempt).containsExactly(1, 2, 3);
    assertThat(shop.broker.to(QueueNames.DEAD_LETTER_ADDRESS).get(0).isTopic()).isTrue();
    assertThat(deadLetter("token")).isEqualTo(id.toString());
    assertThat(deadLetter("queue")).isEqualTo(Messages.QUEUE);
    assertThat(deadLetter("detail")).isEqualTo(failure.getMessage());
  }

  @Test
  void aClientDoesNotReadWhatBrokeHere() {
    shop.runner = shop.throwing(new SandboxFailure("cannot reach /var/lib/evalx/x.sock"));
    shop.ledger.known(id, Messages.BODY, 2);
    shop.ledger.recordFailedAttempt(id);
    handle(Messages.of(id));

    assertThat(deadLetter("reason"))
        .asString()
        .matches("each of 3 attempts failed \\(incident [0-9a-f]{8}\\)");
  }

  @Test
  void aJobWhoseWorkersDiedThreeTimesIsNotStartedAgain() {
    shop.ledger.known(id, Messages.BODY, 3);
    handle(Messages.of(id));

    assertThat(shop.ran).isEmpty();
    assertThat(deadLetter("reason")).isEqualTo("its worker died in each of 3 attempts");
  }

  /** Each waits for all others to run: one after another they would never get on. */
  @Test
  void jobsWhoseWorkerDiedOnceRunInParallel() throws Exception {
    var jobs = 16;
    var together = new CyclicBarrier(jobs);
    shop.runner =
        (job, listener, handle) -> {
          Workshop.await(together);
          return SampleResults.of(job.id(), Verdict.ACCEPTED);
        };
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < jobs; i++) {
      var survivor = SubmissionId.random();
      shop.ledger.known(survivor, Messages.BODY, 1);
      threads.add(new Thread(() -> handle(Messages.of(survivor))));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(shop.results.byId).hasSize(jobs);
  }

  @Test
  void aSecondSuspectGoesBackUncountedWhileTheFirstRunsAndOthersRunBesideIt() throws Exception {
    var running = new CountDownLatch(1);
    var end = new CountDownLatch(1);
    shop.runner =
        (job, listener, handle) -> {
          if (job.id().equals(id)) {
            running.countDown();
            Workshop.await(end);
          }
          return SampleResults.of(job.id(), Verdict.ACCEPTED);
        };
    shop.ledger.known(id, Messages.BODY, 2);
    var first = new Thread(() -> handle(Messages.of(id)));
    first.start();
    running.await();

    var second = SubmissionId.random();
    shop.ledger.known(second, Messages.BODY, 2);
    handle(Messages.of(second));
    assertThat(copy("uncounted")).isEqualTo(0);
    assertThat(shop.ledger.attempts(second)).isEqualTo(2);
    assertThat(shop.ledger.isWaiting(second)).isTrue();
    assertThat(shop.broker.to(Messages.QUEUE).get(0).headers().delay()).isEqualTo(LeaveJob.DELAY);

    var innocent = SubmissionId.random();
    handle(Messages.of(innocent));
    assertThat(shop.results.text(innocent)).contains("Accepted");

    end.countDown();
    first.join();
    handle(Messages.of(second));
    assertThat(shop.results.text(second)).contains("Accepted");
  }

  @Test
  void aJobWhoseEveryDeliveryKillsTheSandboxEndsAfterThreeAttempts() {
    var failure = new SandboxDied(new IOException("/run/evalx.sock: end of stream"));
    shop.runner = shop.throwing(failure);
    for (int i = 1; i <= 2; i++) {
      assertThatThrownBy(() -> handle(Messages.of(id))).isSameAs(failure);
      assertThat(shop.ledger.isWaiting(id)).isTrue();
    }
    handle(Messages.of(id));

    assertThat(shop.ran).extracting(Job::attempt).containsExactly(1, 2, 3);
    assertThat(deadLetter("reason"))
        .asString()
        .matches("the sandbox died in each of 3 attempts \\(incident [0-9a-f]{8}\\)");
  }

  @Test
  void theSandboxesDeathCountsOnlyOnceItWorksAgain() {
    shop.outage = true;
    shop.runner = shop.throwing(new SandboxDied(new IOException("end of stream")));
    handle(Messages.of(id));

    assertThat(shop.ran).hasSize(1);
    assertThat(copy("uncounted")).isEqualTo(1);
  }

  @Test
  void anAttemptThatMerelyFailedMakesNoSuspect() {
    shop.runner = shop.throwing(new SandboxFailure("broke"));
    shop.runningJobs.tryEnterAsSuspect();
    for (int i = 1; i <= 2; i++) {
      assertThatThrownBy(() -> handle(Messages.of(id))).isInstanceOf(SandboxFailure.class);
    }
    handle(Messages.of(id));

    assertThat(shop.ran).hasSize(3);
  }

  @Test
  void uncountedAttemptsDoNotCount() {
    shop.ledger.known(id, Messages.BODY, 4);
    handle(Messages.of(id).withUncounted(3));

    assertThat(shop.ran).extracting(Job::attempt).containsExactly(2);
  }

  @Test
  void aShortOutageOfTheSandboxCostsNoAttempt() {
    shop.runner =
        (job, listener, handle) -> {
          if (shop.ran.size() == 1) {
            throw new SandboxUnavailable("away");
          }
          return SampleResults.of(id, Verdict.ACCEPTED);
        };
    handle(Messages.of(id));

    assertThat(shop.ran).extracting(Job::attempt).containsExactly(1, 1);
    assertThat(shop.results.text(id)).contains("Accepted");
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
  void aFailureDuringAnOutageIsNoAttempt() {
    shop.outage = true;
    shop.runner = shop.throwing(new SandboxFailure("no space left"));
    handle(Messages.of(id));

    assertThat(shop.broker.sent).hasSize(1);
    assertThat(copy("uncounted")).isEqualTo(1);
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
  void whenTheResultCannotBeStoredTheJobIsNotRunAgainForIt() {
    shop.results.away = 1;
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
  void aJobThatIsInterruptedGivesItsAttemptBack() {
    shop.ledger.known(id, Messages.BODY, 1);
    shop.runner =
        (job, listener, handle) -> {
          Thread.currentThread().interrupt();
          throw new SandboxFailure("interrupted");
        };
    assertThatThrownBy(() -> handle(Messages.of(id))).hasMessage("this worker is stopping");

    assertThat(shop.ledger.attempts(id)).isEqualTo(1);
    assertThat(shop.ledger.isWaiting(id)).isTrue();
    assertThat(shop.broker.sent).isEmpty();
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
  void anAcceptedSubmissionThatCannotBeReadIsNoMistakeOfItsProducer() {
    handle(Messages.of(id, "{}"));

    assertThat(deadLetter("reason")).isEqualTo("its message cannot be read");
    assertThat(shop.broker.to(QueueNames.REJECTED)).isEmpty();
  }

  private Object rejection(String property) {
    return RecordingSender.property(shop.broker.to(QueueNames.REJECTED).get(0), property);
  }

  @Test
  void aJobInTheQueueOfAnotherLanguageIsMalformed() {
    handle(Messages.fromOutside(Messages.of(id, "{\"language\":\"c\",\"code\":\"int main(){}\"}")));

    assertThat(rejection("reason")).asString().contains("must be that of the queue, python");
  }

  @Test
  void whatAnotherNodeAcceptedIsRunWhateverTheLimitsOfThisOne() {
    var submission = Messages.submission(Workshop.MAX_TEST_CASES + 1);
    var body = new String(SubmissionWriter.write(submission), StandardCharsets.UTF_8);
    handle(Messages.of(id, body));
    assertThat(shop.results.text(id)).contains("Accepted");

    var outside = SubmissionId.random();
    handle(Messages.fromOutside(Messages.of(outside, body)));
    assertThat(rejection("reason")).asString().contains("test_cases");
  }

  @Test
  void aNewerFormatIsHandedBackUncountedWhateverItSays() {
    handle(Messages.withFormat(Messages.of(id, "what?"), JobMessage.NEWEST_FORMAT + 1));

    assertThat(copy("format")).isEqualTo(3);
    assertThat(copy("uncounted")).isEqualTo(0);
    assertThat(shop.ledger.attempts(id)).isZero();
  }

  @Test
  void ofANewerFormatWhatCannotBeReadStaysWithTheBroker() {
    var whole = Messages.withFormat(Messages.deliveredFor(Messages.of(id), 60), 3);
    var message = Messages.unreadable(whole, "the body has more than 9 bytes");
    assertThatThrownBy(() -> handle(message))
        .hasMessage(
            "message format 3 is newer than this worker, and the body has more than 9 bytes");
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
  void aMessageDeliveredFarTooOftenIsADeadLetter() {
    handle(Messages.deliveredFor(Messages.of(id), 51));

    assertThat(shop.ran).isEmpty();
    assertThat(deadLetter("reason")).isEqualTo("gave up after 50 deliveries");
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

  @Test
  void aJobThatIsToBeCancelledEndsAsCancelledWhenItsMessageIsTaken() {
    shop.ledger.known(id, Messages.BODY, 0);
    shop.ledger.cancel(id);
    handle(Messages.of(id));

    assertThat(shop.ran).isEmpty();
    assertThat(shop.results.text(id)).contains("\"status\":\"Cancelled\"");
    assertThat(shop.broker.to(Messages.REPLIES)).hasSize(1);
  }

  @Test
  void aWaitingSubmissionIsCancelledAtOnceAndItsMessageLaterAcknowledged() {
    var body = Messages.BODY.getBytes(StandardCharsets.UTF_8);
    shop.ledger.create(id, body, new JobDescription("python", Encoding.UTF8, 2), Messages.NOW);
    shop.cancelJob.cancel(id, Messages.CALLER);
    assertThat(shop.results.text(id)).contains("\"status\":\"Cancelled\"");

    handle(Messages.of(id));
    assertThat(shop.ran).isEmpty();
    assertThat(RecordingSender.text(shop.broker.to(Messages.REPLIES).get(0))).contains("Cancelled");
  }

  @Test
  void aRunningSubmissionIsCancelledThroughItsHandle() throws Exception {
    var running = new CountDownLatch(1);
    shop.runner =
        (job, listener, handle) -> {
          running.countDown();
          await().until(handle::isCancelled);
          throw new SandboxFailure("interrupted");
        };
    var worker = new Thread(() -> handle(Messages.of(id)));
    worker.start();
    running.await();
    shop.cancelJob.cancel(id, Messages.CALLER);
    worker.join();

    assertThat(shop.results.text(id)).contains("\"status\":\"Cancelled\"", "cancelled on request");
    assertThat(shop.broker.to(QueueNames.DEAD_LETTER_ADDRESS)).isEmpty();
    assertThat(shop.runningJobs.ids()).isEmpty();
  }

  @Test
  void whatACancelledRunHadFinishedIsKept() {
    shop.runner =
        (job, listener, handle) -> {
          handle.cancel();
          return SampleResults.of(id, Verdict.CANCELLED);
        };
    handle(Messages.of(id));

    assertThat(shop.results.text(id)).contains("\"status\":\"Cancelled\"", "\"driver\":\"fake\"");
  }

  @Test
  void aCancellationThatWasNotHeardIsSeenWithTheNextProgress() {
    shop.runner =
        (job, listener, handle) -> {
          shop.ledger.cancel(id);
          listener.progressed(1);
          assertThat(handle.isCancelled()).isTrue();
          return SampleResults.of(id, Verdict.ACCEPTED);
        };
    handle(Messages.of(id));

    assertThat(shop.results.text(id)).contains("\"status\":\"Cancelled\"");
  }
}
