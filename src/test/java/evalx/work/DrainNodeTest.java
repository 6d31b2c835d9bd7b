package evalx.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import evalx.node.Draining;
import evalx.submission.SubmissionId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A node that is told to end, with jobs in hand. */
class DrainNodeTest {
  private static final JobInHand.Times AT_ONCE = new JobInHand.Times(Instant.EPOCH, Instant.EPOCH);
  private static final Duration LONG = Duration.ofMinutes(10);

  private final Draining draining = new Draining();
  private final RunningJobs runningJobs = new RunningJobs();
  private final AtomicInteger looks = new AtomicInteger();

  private DrainNode node(Duration limit) {
    return new DrainNode(
        draining, looks::incrementAndGet, runningJobs, () -> runningJobs.ids().size(), limit);
  }

  private RunningJob jobInHand() {
    var taken = new JobInHand(SubmissionId.random(), "", "c", AT_ONCE, Optional.empty());
    return runningJobs.enter(taken).orElseThrow();
  }

  private static Thread start(DrainNode node) {
    var thread =
        new Thread(
            () -> {
              try {
                node.drain();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  @Test
  void itTakesNoMoreJobsAndEndsWhenThoseInHandHave() throws InterruptedException {
    var job = jobInHand();
    var draining = start(node(LONG));
    await().until(() -> looks.get() == 1);
    assertThat(this.draining.hasBegun()).isTrue();
    assertThat(draining.isAlive()).isTrue();

    runningJobs.leave(job);
    draining.join();
    assertThat(job.isToGoBack()).isFalse();
  }

  @Test
  void jobsThatDoNotFinishInTimeGoBack() throws InterruptedException {
    var job = jobInHand();
    var draining = start(node(Duration.ZERO));
    await().until(job::isToGoBack);
    assertThat(job.isCancelled()).isTrue();
    assertThat(job.goesBack()).contains("its worker is ending");

    runningJobs.leave(job);
    draining.join();
  }

  @Test
  void aSecondSignalEndsTheWait() throws InterruptedException {
    var job = jobInHand();
    var node = node(LONG);
    var draining = start(node);
    await().until(() -> looks.get() == 1);
    node.hurry();
    await().until(job::isToGoBack);

    runningJobs.leave(job);
    draining.join();
  }

  @Test
  void aJobThatNeitherFinishesNorGoesBackIsLeftToTheBroker() throws InterruptedException {
    jobInHand();
    start(node(Duration.ZERO)).join();
    assertThat(runningJobs.ids()).hasSize(1);
  }
}
