package evalx.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import evalx.broker.BrokerAway;
import evalx.broker.QueueFull;
import evalx.broker.SendRefused;
import evalx.config.Settings;
import evalx.format.ResultWriter;
import evalx.intake.SubmissionRules;
import evalx.language.Languages;
import evalx.node.Offer;
import evalx.sandbox.SandboxFailure;
import evalx.sandbox.SandboxUnavailable;
import evalx.submission.Encoding;
import evalx.submission.Job;
import evalx.submission.Result;
import evalx.submission.SubmissionId;
import evalx.submission.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class HandleDeliveryTest {
  private static final Settings SETTINGS = Settings.of(name -> null);

  private static final String WITH_VERSION =
      "{\"language\":\"python\",\"version\":\"3.12\",\"code\":\"print(1)\"}";

  private final SubmissionId token = SubmissionId.random();
  private final RecordingSender broker = new RecordingSender();
  private final MemoryResults results = new MemoryResults();
  private final MemoryStates states = new MemoryStates(results);
  private final List<Job> ran = new ArrayList<>();
  private final List<SubmissionId> told = new ArrayList<>();
  private final List<Result> observed = new ArrayList<>();
  private final List<SubmissionId> unanswered = new ArrayList<>();
  private final JobGate gate = new JobGate(2, Duration.ofMillis(50));
  private HandleDelivery.Runner runner = (job, listener) -> accepted(job);
  private Consumer<Result> observer = observed::add;
  private boolean outage;
  private boolean lacking;
  private Map<String, List<String>> offered = Map.of("python", List.of("3.11.2"));

  private final Replies replies = new Replies(broker, Duration.ofSeconds(9), unanswered::add);
  private final HandleDelivery handleDelivery =
      new HandleDelivery(
          new SubmissionRules(new Languages(), SETTINGS),
          states,
          results,
          gate,
          () -> new Patience(this::isHealthy, Duration.ofMillis(40), Duration.ofMillis(5)),
          new Versions(submission -> lacking, () -> new Offer(2, offered, Map.of())),
          (job, listener) -> {
            ran.add(job);
            listener.progressed(1);
            return runner.run(job, listener);
          },
          new Finish(
              new ResultWriter(), results, replies, told::add, result -> observer.accept(result)),
          replies,
          new DeadLetters(broker),
          new HandBack(broker, Clock.fixed(Deliveries.NOW, ZoneOffset.UTC)));

  /** As with real connections, which an interrupted thread cannot use. */
  private boolean isHealthy() {
    return !outage && !Thread.currentThread().isInterrupted();
  }

  private static Result accepted(Job job) {
    return new Result(
        job.id(),
        Verdict.ACCEPTED,
        new Result.Subject("python", Optional.of("3.11"), Encoding.UTF8, 2),
        new Result.Compiled(Duration.ZERO, "", false),
        List.of(),
        new Result.Remarks(Optional.empty(), List.of()),
        new Result.Provenance(
            "here",
            Optional.of("fake"),
            job.attempt(),
            new Result.Timeline(job.queued(), Optional.of(job.queued()), job.queued())));
  }

  private String result() {
    return new String(results.byToken.get(token), StandardCharsets.UTF_8);
  }

  private Object deadLetterReason() {
    assertThat(broker.to(Wire.DEAD)).hasSize(1);
    return broker.to(Wire.DEAD).get(0).properties().get(Wire.REASON);
  }

  @Test
  void runsAJobAndThenStoresRepliesAndTells() {
    handleDelivery.handle(Deliveries.of(token));

    assertThat(ran).extracting(Job::attempt).containsExactly(1);
    assertThat(result()).contains("\"status\":\"Accepted\"");
    var reply = broker.to("evalx.replies.shop").get(0);
    assertThat(RecordingSender.text(reply)).isEqualTo(result());
    assertThat(reply.isText()).isTrue();
    assertThat(reply.correlationId()).isEqualTo("order-1");
    assertThat(reply.duplicateId()).isEqualTo(token + ":reply");
    assertThat(reply.timeToLive()).isEqualTo(Duration.ofSeconds(9));
    assertThat(told).containsExactly(token);
    assertThat(observed).hasSize(1);
  }

  @Test
  void aFailureDuringAnOutageIsNoAttempt() {
    outage = true;
    runner =
        (job, listener) -> {
          throw new SandboxFailure("no space left");
        };

    handleDelivery.handle(Deliveries.of(token));

    assertThat(broker.to(Wire.DEAD)).isEmpty();
    assertThat(broker.sent).hasSize(1);
    assertThat(broker.sent.get(0).properties().get(Wire.EXCUSED)).isEqualTo(1);
  }

  @Test
  void repeatsTheEffectsOfAResultInsteadOfRunningAgain() {
    handleDelivery.handle(Deliveries.of(token));
    handleDelivery.handle(Deliveries.of(token));

    assertThat(ran).hasSize(1);
    assertThat(told).containsExactly(token, token);
    assertThat(broker.to("evalx.replies.shop"))
        .extracting(message -> message.duplicateId())
        .containsExactly(token + ":reply", token + ":reply");
    assertThat(observed).hasSize(1);
  }

  @Test
  void aFailureLeavesForRedeliveryUntilTheThirdWhichIsADeadLetter() {
    runner =
        (job, listener) -> {
          throw new SandboxFailure("broke " + job.attempt());
        };
    for (int i = 1; i <= 2; i++) {
      assertThatThrownBy(() -> handleDelivery.handle(Deliveries.of(token)))
          .isInstanceOf(SandboxFailure.class);
    }
    handleDelivery.handle(Deliveries.of(token));

    assertThat(ran).extracting(Job::attempt).containsExactly(1, 2, 3);
    assertThat(deadLetterReason()).isEqualTo("each of 3 attempts failed: broke 3");
    var dead = broker.to(Wire.DEAD).get(0);
    assertThat(dead.isTopic()).isTrue();
    assertThat(dead.properties())
        .containsEntry(Wire.TOKEN, token.toString())
        .containsEntry(Wire.QUEUE, "evalx.jobs.python")
        .containsEntry(Wire.ENDS, "true");
    assertThat(RecordingSender.text(dead)).isEqualTo(Deliveries.BODY);
  }

  @Test
  void aJobWhoseWorkersDiedThreeTimesIsNotStartedAgain() {
    states.known(token, Deliveries.BODY, 3);
    handleDelivery.handle(Deliveries.of(token));

    assertThat(ran).isEmpty();
    assertThat(deadLetterReason()).isEqualTo("its worker died in each of 3 attempts");
  }

  @Test
  void aSecondAttemptRunsAloneAndTheFirstBesideOthers() {
    var beside = new ArrayList<Boolean>();
    runner =
        (job, listener) -> {
          beside.add(isAPlaceLeft());
          return accepted(job);
        };
    handleDelivery.handle(Deliveries.of(token));
    var killer = SubmissionId.random();
    states.known(killer, Deliveries.BODY, 1);
    handleDelivery.handle(Deliveries.of(killer));

    assertThat(beside).containsExactly(true, false);
    assertThat(isAPlaceLeft()).isTrue();
  }

  @Test
  void anAttemptThatMerelyFailedIsNoReasonToRunAlone() {
    var beside = new ArrayList<Boolean>();
    runner =
        (job, listener) -> {
          beside.add(isAPlaceLeft());
          throw new SandboxFailure("broke");
        };
    for (int i = 1; i <= 2; i++) {
      assertThatThrownBy(() -> handleDelivery.handle(Deliveries.of(token)))
          .isInstanceOf(SandboxFailure.class);
    }

    assertThat(beside).containsExactly(true, true);
  }

  private boolean isAPlaceLeft() {
    try {
      var place = gate.enter(false);
      place.ifPresent(JobGate.Place::leave);
      return place.isPresent();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void excusedAttemptsDoNotCount() {
    states.known(token, Deliveries.BODY, 4);
    handleDelivery.handle(Deliveries.with(token, Deliveries.BODY, 1, 3, 1));

    assertThat(ran).extracting(Job::attempt).containsExactly(2);
  }

  @Test
  void aShortOutageOfTheSandboxCostsNoAttempt() {
    runner =
        (job, listener) -> {
          if (ran.size() == 1) {
            throw new SandboxUnavailable("away");
          }
          return accepted(job);
        };
    handleDelivery.handle(Deliveries.of(token));

    assertThat(ran).extracting(Job::attempt).containsExactly(1, 1);
    assertThat(result()).contains("Accepted");
  }

  @Test
  void aLongOutageHandsTheJobBackUncounted() {
    outage = true;
    runner =
        (job, listener) -> {
          throw new SandboxUnavailable("away");
        };
    handleDelivery.handle(Deliveries.with(token, Deliveries.BODY, 1, 1, 1));

    var copy = broker.to("evalx.jobs.python").get(0);
    assertThat(copy.properties())
        .containsEntry(Wire.EXCUSED, 2)
        .containsEntry(Wire.TOKEN, token.toString())
        .containsEntry(Wire.REPLY_TO, "evalx.replies.shop")
        .containsEntry(Wire.FORMAT, 1);
    assertThat(RecordingSender.text(copy)).isEqualTo(Deliveries.BODY);
    assertThat(copy.correlationId()).isEqualTo("order-1");
    assertThat(copy.priority()).isEqualTo(7);
    assertThat(copy.delay()).isEqualTo(HandleDelivery.HAND_BACK_DELAY);
    assertThat(copy.timeToLive()).isEqualTo(Duration.ofSeconds(60));
    assertThat(copy.duplicateId()).isEqualTo("ID:" + token + ":back");
    assertThat(broker.to(Wire.DEAD)).isEmpty();
  }

  @Test
  void aJobThatCannotBeHandedBackGetsItsAttemptBack() {
    states.known(token, Deliveries.BODY, 1);
    outage = true;
    runner =
        (job, listener) -> {
          throw new SandboxUnavailable("away");
        };
    for (var failure :
        List.of(new QueueFull("full", null), new SendRefused("no", null), new BrokerAway("away"))) {
      broker.failure = failure;
      assertThatThrownBy(() -> handleDelivery.handle(Deliveries.of(token))).isSameAs(failure);

      assertThat(states.attempts(token)).isEqualTo(1);
    }
  }

  @Test
  void anObserverThatFailsHarmsNothing() {
    observer =
        result -> {
          throw new IllegalArgumentException("a time of 1970");
        };
    handleDelivery.handle(Deliveries.of(token));

    assertThat(told).containsExactly(token);
    assertThat(broker.to("evalx.replies.shop")).hasSize(1);
  }

  @Test
  void whenTheResultCannotBeStoredTheJobIsNotRunAgainForIt() {
    results.away = 1;
    handleDelivery.handle(Deliveries.of(token));

    assertThat(ran).hasSize(1);
    assertThat(result()).contains("Accepted");
  }

  @Test
  void aStartThatRedisDidNotConfirmCountsOnce() {
    states.away = 1;
    handleDelivery.handle(Deliveries.of(token));

    assertThat(states.attempts(token)).isEqualTo(1);
    assertThat(ran).extracting(Job::attempt).containsExactly(1);
  }

  @Test
  void aJobThatIsInterruptedGivesItsAttemptBack() {
    states.known(token, Deliveries.BODY, 1);
    runner =
        (job, listener) -> {
          Thread.currentThread().interrupt();
          throw new SandboxFailure("interrupted");
        };
    assertThatThrownBy(() -> handleDelivery.handle(Deliveries.of(token)))
        .hasMessage("this worker is stopping");

    assertThat(states.attempts(token)).isEqualTo(1);
    assertThat(broker.sent).isEmpty();
    assertThat(Thread.interrupted()).as("the rollback would be cut short").isFalse();
  }

  @Test
  void aJobThatIsInterruptedBeforeItStartedHasNothingToGiveBack() {
    states.known(token, Deliveries.BODY, 1);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> handleDelivery.handle(Deliveries.of(token)))
        .hasMessage("this worker is stopping");

    assertThat(states.attempts(token)).isEqualTo(1);
  }

  @Test
  void anotherBodyForTheSameTokenIsRefusedAndTheTokenGoesOn() {
    states.known(token, "{\"other\":1}", 1);
    handleDelivery.handle(Deliveries.of(token));

    assertThat(ran).isEmpty();
    assertThat(results.byToken).isEmpty();
    assertThat(broker.to(Wire.DEAD).get(0).properties()).containsEntry(Wire.ENDS, "false");
    var reply = broker.to("evalx.replies.shop").get(0);
    assertThat(RecordingSender.text(reply)).contains("409");
    assertThat(reply.duplicateId()).isNotEqualTo(token + ":reply");
  }

  @Test
  void aMalformedMessageIsAnsweredAndDeadLetteredAtOnce() {
    handleDelivery.handle(Deliveries.with(token, "{\"language\":\"python\"}", 1, 0, 1));

    assertThat(ran).isEmpty();
    assertThat(RecordingSender.text(broker.to("evalx.replies.shop").get(0)))
        .contains("\"status\":422");
    assertThat(deadLetterReason().toString()).startsWith("malformed: code");
  }

  @Test
  void aJobInTheQueueOfAnotherLanguageIsMalformed() {
    var body = "{\"language\":\"cpp\",\"code\":\"int main(){}\"}";
    handleDelivery.handle(Deliveries.with(token, body, 1, 0, 1));

    assertThat(deadLetterReason()).asString().contains("must be that of the queue, python");
  }

  @Test
  void aNewerFormatIsHandedBackUncountedWhateverItSays() {
    handleDelivery.handle(Deliveries.with(token, "what?", 2, 1, 1));

    var copy = broker.to("evalx.jobs.python").get(0);
    assertThat(copy.properties()).containsEntry(Wire.FORMAT, 2).containsEntry(Wire.EXCUSED, 1);
    assertThat(states.attempts(token)).isZero();
  }

  @Test
  void ofANewerFormatWhatCannotBeReadStaysWithTheBroker() {
    var whole = Deliveries.with(token, "beginning", 2, 0, 60);
    var delivery =
        new Delivery(
            whole.id(),
            whole.queue(),
            whole.correlationId(),
            token,
            whole.body(),
            Optional.of("the body has more than 9 bytes"),
            whole.replyTo(),
            whole.format(),
            false,
            0,
            60,
            whole.priority(),
            whole.queued(),
            whole.expires(),
            Optional.empty(),
            true);
    assertThatThrownBy(() -> handleDelivery.handle(delivery))
        .hasMessage(
            "message format 2 is newer than this worker, and the body has more than 9 bytes");
    assertThat(broker.sent).isEmpty();
  }

  @Test
  void aVersionThatOnlyAnotherWorkerHasWaitsForItUncounted() {
    lacking = true;
    offered = Map.of("python", List.of("3.11.2", "3.12.1"));
    for (int excused = 0; excused < 12; excused++) {
      handleDelivery.handle(Deliveries.with(token, WITH_VERSION, 1, excused, 1));
    }
    assertThat(ran).isEmpty();
    assertThat(broker.to(Wire.DEAD)).isEmpty();
    assertThat(broker.to("evalx.jobs.python"))
        .hasSize(12)
        .allMatch(copy -> copy.delay().equals(HandleDelivery.HAND_BACK_DELAY));

    lacking = false;
    handleDelivery.handle(Deliveries.with(token, WITH_VERSION, 1, 12, 1));
    assertThat(ran).extracting(Job::attempt).containsExactly(1);
  }

  @Test
  void aVersionThatNoWorkerHasIsRefused() {
    lacking = true;
    handleDelivery.handle(Deliveries.with(token, WITH_VERSION, 1, 0, 1));

    assertThat(ran).isEmpty();
    assertThat(RecordingSender.text(broker.to("evalx.replies.shop").get(0)))
        .contains("\"status\":422");
    assertThat(deadLetterReason()).isEqualTo("malformed: version must match one of [3.11.2]");
  }

  @Test
  void aVersionThatWasTakenIsWaitedForWhileNoWorkerReportsIt() {
    lacking = true;
    offered = Map.of();
    handleDelivery.handle(Deliveries.with(token, WITH_VERSION, 1, 1, 1));

    assertThat(broker.to(Wire.DEAD)).isEmpty();
    assertThat(broker.to("evalx.replies.shop")).isEmpty();
    assertThat(broker.to("evalx.jobs.python")).hasSize(1);
  }

  @Test
  void aMessageDeliveredFarTooOftenIsADeadLetter() {
    handleDelivery.handle(Deliveries.with(token, Deliveries.BODY, 1, 0, 51));

    assertThat(ran).isEmpty();
    assertThat(deadLetterReason()).asString().contains("delivered 50 times");
  }

  @Test
  void aReplyThatIsRefusedIsCountedAndHarmsNothing() {
    broker.failure = new QueueFull("full", null);
    handleDelivery.handle(Deliveries.of(token));

    assertThat(unanswered).containsExactly(token);
    assertThat(told).containsExactly(token);
    assertThat(result()).contains("Accepted");
  }

  @Test
  void aReplyThatABrokerOutagePreventsIsSentAtRedelivery() {
    broker.failure = new BrokerAway("away");
    assertThatThrownBy(() -> handleDelivery.handle(Deliveries.of(token)))
        .isInstanceOf(BrokerAway.class);
    broker.failure = null;
    handleDelivery.handle(Deliveries.of(token));

    assertThat(ran).hasSize(1);
    assertThat(broker.to("evalx.replies.shop")).hasSize(1);
  }

  @Test
  void aJobThatFindsNoPlaceInTimeGoesBackUncounted() throws InterruptedException {
    var others = gate.enter(true).orElseThrow();
    handleDelivery.handle(Deliveries.of(token));
    others.leave();

    assertThat(ran).isEmpty();
    assertThat(broker.to("evalx.jobs.python").get(0).properties()).containsEntry(Wire.EXCUSED, 0);
  }
}
