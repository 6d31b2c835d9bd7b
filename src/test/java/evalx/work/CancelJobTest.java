package evalx.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import evalx.queue.Messages;
import evalx.queue.QueueNames;
import evalx.queue.RecordingSender;
import evalx.result.JobDescription;
import evalx.sandbox.SandboxFailure;
import evalx.submission.Encoding;
import evalx.submission.SampleResults;
import evalx.submission.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Submissions that are cancelled before, while or after they run. */
class CancelJobTest extends DeliverySetup {
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
    shop.ledger.create(
        id, body, new JobDescription("python", Encoding.UTF8, 2, "name:eva"), Messages.NOW);
    shop.cancelJob.cancel(id, Messages.CALLER);
    assertThat(shop.results.text(id)).contains("\"status\":\"Cancelled\"");

    handle(Messages.of(id));
    assertThat(shop.ran).isEmpty();
    assertThat(RecordingSender.text(shop.broker.to(Messages.REPLIES).get(0))).contains("Cancelled");
  }

  private void whileItRuns(Runnable action) throws InterruptedException {
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
    action.run();
    worker.join();
  }

  @Test
  void aRunningSubmissionIsCancelledThroughItsHandle() throws Exception {
    whileItRuns(() -> shop.cancelJob.cancel(id, Messages.CALLER));

    assertThat(shop.results.text(id)).contains("\"status\":\"Cancelled\"", "cancelled on request");
    assertThat(shop.broker.to(QueueNames.DEAD_LETTER_ADDRESS)).isEmpty();
    assertThat(shop.runningJobs.ids()).isEmpty();
  }

  @Test
  void finishedTestCasesOfACancelledRunAreKept() {
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

  @Test
  void aRunningSubmissionThatIsPutBackWaitsAgainAndCountsNoAttempt() throws Exception {
    whileItRuns(() -> shop.runningJobs.putBack(id, "a test has put it back"));

    assertThat(shop.results.stored(id)).isEmpty();
    var copies = shop.broker.to(Messages.QUEUE);
    assertThat(copies).hasSize(1);
    assertThat(copies.get(0).property("evalx_uncounted")).isEqualTo(1);
  }
}
