package evalx.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReusedThreadsTest {
  private final AtomicInteger threads = new AtomicInteger();
  private final AtomicInteger ended = new AtomicInteger();
  private final ExecutorService source =
      Executors.newCachedThreadPool(task -> new Thread(counted(task)));

  private Runnable counted(Runnable task) {
    return () -> {
      threads.incrementAndGet();
      task.run();
    };
  }

  @AfterEach
  void stop() {
    source.shutdownNow();
  }

  private ReusedThreads reused(Duration keep) {
    return new ReusedThreads(
        task ->
            source.execute(
                () -> {
                  task.run();
                  ended.incrementAndGet();
                }),
        keep);
  }

  private static void runAndWait(ReusedThreads threads) throws InterruptedException {
    var done = new CountDownLatch(1);
    threads.execute(done::countDown);
    done.await();
  }

  @Test
  void oneAfterAnotherTheyNeedFewThreads() throws InterruptedException {
    var reused = reused(Duration.ofSeconds(20));
    for (int i = 0; i < 1000; i++) {
      runAndWait(reused);
    }
    assertThat(threads.get()).isLessThan(100);
  }

  @Test
  void atTheSameTimeEachHasAThreadOfItsOwn() throws InterruptedException {
    var reused = reused(Duration.ofSeconds(20));
    var together = new CountDownLatch(20);
    var done = new CountDownLatch(20);
    for (int i = 0; i < 20; i++) {
      reused.execute(
          () -> {
            together.countDown();
            try {
              together.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
            done.countDown();
          });
    }
    done.await();
    assertThat(threads).hasValue(20);
  }

  @Test
  void aThreadWithoutTasksIsGivenBack() throws InterruptedException {
    runAndWait(reused(Duration.ofMillis(1)));
    await().atMost(Duration.ofSeconds(30)).until(() -> ended.get() == 1);
  }

  @Test
  void aTaskThatBreaksDoesNotCostItsThread() throws InterruptedException {
    var reused = reused(Duration.ofSeconds(20));
    reused.execute(
        () -> {
          throw new IllegalStateException("test");
        });
    runAndWait(reused);
    assertThat(ended).hasValue(0);
  }

  @Test
  void aRefusalReachesTheCaller() {
    source.shutdownNow();
    assertThatThrownBy(() -> reused(Duration.ofSeconds(1)).execute(() -> {}))
        .isInstanceOf(RejectedExecutionException.class);
  }
}
