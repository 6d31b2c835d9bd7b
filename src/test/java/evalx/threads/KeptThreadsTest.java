package evalx.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeptThreadsTest {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration SOON = Duration.ofSeconds(20);

  private final ExecutorService source = Executors.newCachedThreadPool();
  private final AtomicInteger started = new AtomicInteger();

  @AfterEach
  void end() {
    source.shutdownNow();
  }

  private KeptThreads threads(int most, int mostWaiting, Duration keep) {
    return new KeptThreads(
        task -> {
          started.incrementAndGet();
          source.execute(task);
        },
        most,
        mostWaiting,
        keep);
  }

  private static void runAndWait(KeptThreads threads) {
    CompletableFuture.runAsync(() -> {}, threads).orTimeout(20, TimeUnit.SECONDS).join();
  }

  @Test
  void oneThreadDoesOneTaskAfterAnother() {
    var threads = threads(8, 100, LONG);
    for (int i = 0; i < 100; i++) {
      runAndWait(threads);
    }
    // Now and then a task comes before the thread has looked for it.
    assertThat(started).hasValueLessThan(9);
    assertThat(threads.threads()).isEqualTo(started.get());
  }

  @Test
  void tasksThatBlockGetAThreadEachUpToTheMost() throws InterruptedException {
    var threads = threads(3, 100, LONG);
    var go = new CountDownLatch(1);
    var running = new CountDownLatch(3);
    var seen = ConcurrentHashMap.newKeySet();
    var done = new CountDownLatch(10);
    for (int i = 0; i < 10; i++) {
      threads.execute(
          () -> {
            running.countDown();
            awaitQuietly(go);
            seen.add(Thread.currentThread());
            done.countDown();
          });
    }
    assertThat(running.await(20, TimeUnit.SECONDS)).isTrue();
    go.countDown();
    assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(seen).hasSizeBetween(1, 3);
    assertThat(started).hasValue(3);
  }

  @Test
  void refusesWhenTooManyWait() {
    var threads = threads(1, 1, LONG);
    var go = new CountDownLatch(1);
    var running = new CountDownLatch(1);
    threads.execute(
        () -> {
          running.countDown();
          awaitQuietly(go);
        });
    awaitQuietly(running);
    threads.execute(() -> {});

    assertThatThrownBy(() -> threads.execute(() -> {}))
        .isInstanceOf(RejectedExecutionException.class);
    go.countDown();
    await().atMost(SOON).untilAsserted(() -> runAndWait(threads));
  }

  @Test
  void aTaskThatNoThreadCanBeHadForIsRefusedAndForgotten() {
    var refuse = new AtomicInteger(1);
    var threads =
        new KeptThreads(
            task -> {
              if (refuse.getAndDecrement() > 0) {
                throw new RejectedExecutionException("none left");
              }
              source.execute(task);
            },
            2,
            10,
            LONG);
    var ran = new AtomicInteger();

    assertThatThrownBy(() -> threads.execute(ran::incrementAndGet))
        .isInstanceOf(RejectedExecutionException.class);
    runAndWait(threads);

    assertThat(ran).hasValue(0);
  }

  @Test
  void aTaskThatThrowsOrInterruptsItsThreadHarmsNoOther() {
    var threads = threads(1, 10, LONG);
    threads.execute(
        () -> {
          throw new IllegalStateException("broken");
        });
    runAndWait(threads);
    threads.execute(() -> Thread.currentThread().interrupt());
    runAndWait(threads);
  }

  @Test
  void aThreadThatFindsNothingForAWhileEndsAndAnotherComes() {
    var threads = threads(2, 10, Duration.ofMillis(1));
    runAndWait(threads);
    await().atMost(SOON).until(() -> threads.threads() == 0);
    runAndWait(threads);
    assertThat(started).hasValueGreaterThan(1);
  }

  @Test
  void closeEndsIdleThreadsAndRefusesTasks() {
    var threads = threads(2, 10, LONG);
    runAndWait(threads);
    threads.close();
    await().atMost(SOON).until(() -> threads.threads() == 0);
    assertThatThrownBy(() -> threads.execute(() -> {}))
        .isInstanceOf(RejectedExecutionException.class);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
