package evalx.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import evalx.queue.Messages;
import evalx.queue.QueueNames;
import evalx.sandbox.SandboxDied;
import evalx.sandbox.SandboxFailure;
import evalx.sandbox.SandboxUnavailable;
import evalx.submission.Job;
import evalx.submission.SampleResults;
import evalx.submission.SubmissionId;
import evalx.submission.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;

/** Attempts that fail, and workers and sandboxes that die of them. */
class FailAttemptTest extends DeliverySetup {
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

  /** The probe's write is small, and says that Redis works. */
  @Test
  void aJobWhoseResultFindsNoRoomIsNotRunForEver() {
    shop.results.full = Integer.MAX_VALUE;
    shop.outageWait = Duration.ofMillis(30);
    for (int i = 1; i <= 2; i++) {
      assertThatThrownBy(() -> handle(Messages.of(id)))
          .hasMessage("the result store has no room for its result");
      assertThat(shop.ledger.isWaiting(id)).isTrue();
    }
    handle(Messages.of(id));

    assertThat(shop.ran).extracting(Job::attempt).containsExactly(1, 2, 3);
    assertThat(deadLetter("detail")).isEqualTo("the result store has no room for its result");
  }

  /** They expire, and then there is room for it. */
  @Test
  void aJobWhoseResultFindsNoRoomAmongThoseOfOthersIsNotBlamed() {
    shop.results.full = Integer.MAX_VALUE;
    shop.outageWait = Duration.ofMillis(30);
    shop.redis = Workshop.used(90);
    handle(Messages.of(id));

    assertThat(shop.ran).hasSize(1);
    assertThat(copy("uncounted")).isEqualTo(1);
    assertThat(shop.ledger.isWaiting(id)).isTrue();
  }

  @Test
  void aResultThatARedisWithoutAnyRoomRefusesCostsNoAttempt() {
    shop.results.full = Integer.MAX_VALUE;
    shop.outage = true;
    handle(Messages.of(id));

    assertThat(shop.ran).hasSize(1);
    assertThat(copy("uncounted")).isEqualTo(1);
  }

  /** What is stored of a cancelled job is small, so that another cause keeps it out. */
  @Test
  void theEndOfACancelledJobThatFindsNoRoomCostsNoAttempt() {
    shop.results.full = Integer.MAX_VALUE;
    shop.outageWait = Duration.ofMillis(30);
    shop.runner =
        (job, listener, handle) -> {
          handle.cancel();
          return SampleResults.of(id, Verdict.ACCEPTED);
        };
    handle(Messages.of(id));

    assertThat(shop.ran).hasSize(1);
    assertThat(copy("uncounted")).isEqualTo(1);
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

  /**
   * All that ran side by side when their worker died for the second time, such as of an OOM kill.
   */
  @Test
  void aQuarterOfThePlacesRunsThoseWhoseWorkersDiedTwice() throws Exception {
    var waiting = new ArrayDeque<SubmissionId>();
    for (int i = 0; i < 64; i++) {
      waiting.add(SubmissionId.random());
      shop.ledger.known(waiting.getLast(), Messages.BODY, 2);
    }
    shop.ledger.maxSuspects = 16;
    for (int ended = 16; ended <= 64; ended += 16) {
      var running = new CountDownLatch(16);
      var end = new CountDownLatch(1);
      shop.runner =
          (job, listener, handle) -> {
            running.countDown();
            Workshop.await(end);
            return SampleResults.of(job.id(), Verdict.ACCEPTED);
          };
      var threads = new ArrayList<Thread>();
      for (int i = 0; i < 16; i++) {
        var job = waiting.remove();
        threads.add(new Thread(() -> handle(Messages.of(job))));
      }
      threads.forEach(Thread::start);
      running.await();
      waiting.forEach(job -> handle(Messages.of(job)));
      end.countDown();
      for (Thread thread : threads) {
        thread.join();
      }

      assertThat(shop.results.byId).hasSize(ended);
      assertThat(shop.ran).hasSize(ended);
    }
  }

  @Test
  void aSuspectThatWaitsForOthersLosesNoneOfItsTime() {
    shop.suspects.tryEnter(1);
    shop.ledger.known(id, Messages.BODY, 2);
    handle(Messages.sentAt(Messages.of(id), Messages.NOW.minusSeconds(3540)));

    assertThat(shop.broker.to(Messages.QUEUE).get(0).headers().timeToLive())
        .isEqualTo(Duration.ofHours(1));
  }

  @Test
  void aSandboxThatDiesUnderSuspectsEndsNoneOfThemButOneThatRunsAlone() {
    var failure = new SandboxDied(new IOException("/run/evalx.sock: end of stream"));
    shop.runner = shop.throwing(failure);
    shop.ledger.known(id, Messages.BODY, 2);
    shop.ledger.maxSuspects = 4;
    assertThatThrownBy(() -> handle(Messages.of(id))).isSameAs(failure);
    assertThat(shop.ledger.isWaiting(id)).isTrue();
    handle(Messages.of(id));

    assertThat(shop.ran).extracting(Job::attempt).containsExactly(3, 3);
    assertThat(deadLetter("reason")).asString().contains("the sandbox died in each of 3 attempts");
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
  void theSandboxesDeathCountsAlsoWhereItIsNotSoonBack() {
    shop.outage = true;
    shop.runner = shop.throwing(new SandboxDied(new IOException("end of stream")));
    handle(Messages.of(id));

    assertThat(copy("uncounted")).isEqualTo(0);
    assertThat(shop.ledger.isWaiting(id)).isTrue();
    handle(Messages.of(id));
    handle(Messages.of(id));

    assertThat(shop.ran).extracting(Job::attempt).containsExactly(1, 2, 3);
    assertThat(deadLetter("reason")).asString().contains("the sandbox died in each of 3 attempts");
  }

  /** In a container, the server is ended when its sandbox has died. */
  @Test
  void theSandboxesDeathCountsAlsoWhereTheWorkerStops() {
    var failure = new SandboxDied(new IOException("end of stream"));
    shop.runner = shop.throwing(failure);
    shop.whenAsked = Thread.currentThread()::interrupt;
    assertThatThrownBy(() -> handle(Messages.of(id))).isSameAs(failure);

    assertThat(Thread.interrupted()).as("what is to be told to the broker").isFalse();
    assertThat(shop.ledger.attempts(id)).isEqualTo(1);
    assertThat(shop.ledger.isWaiting(id)).isTrue();
  }

  @Test
  void anAttemptThatMerelyFailedMakesNoSuspect() {
    shop.runner = shop.throwing(new SandboxFailure("broke"));
    shop.suspects.tryEnter(1);
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
  void aFailureDuringAnOutageIsNoAttempt() {
    shop.outage = true;
    shop.runner = shop.throwing(new SandboxFailure("no space left"));
    handle(Messages.of(id));

    assertThat(shop.broker.sent).hasSize(1);
    assertThat(copy("uncounted")).isEqualTo(1);
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
}
