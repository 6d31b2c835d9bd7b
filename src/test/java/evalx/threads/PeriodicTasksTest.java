package evalx.threads;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.threads.PeriodicTasks.Task;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PeriodicTasksTest {
  private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
  private final PeriodicTasks tasks = new PeriodicTasks();

  @AfterEach
  void close() {
    tasks.close();
  }

  private Thread thread(Runnable body) {
    var made = new Thread(body);
    threads.add(made);
    return made;
  }

  private void begin(Runnable action) {
    tasks.begin(new Task("A task", Duration.ofMillis(1), action), Duration.ZERO, this::thread);
  }

  @Test
  void nothingThatATaskThrowsEndsItsRepetition() throws InterruptedException {
    for (var thrown : List.of(new NoClassDefFoundError("test"), new AssertionError("test"))) {
      var runs = new CountDownLatch(3);
      begin(
          () -> {
            runs.countDown();
            throw thrown;
          });
      assertThat(runs.await(60, TimeUnit.SECONDS)).isTrue();
    }
    var runs = new CountDownLatch(3);
    begin(
        () -> {
          runs.countDown();
          throw new IllegalStateException("test");
        });
    assertThat(runs.await(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aTaskThatWaitsDelaysNoOther() throws InterruptedException {
    var never = new CountDownLatch(1);
    begin(
        () -> {
          try {
            never.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    var runs = new CountDownLatch(3);
    begin(runs::countDown);

    assertThat(runs.await(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void noThreadOutlivesItsBean() throws InterruptedException {
    var started = new CountDownLatch(1);
    begin(started::countDown);
    assertThat(started.await(60, TimeUnit.SECONDS)).isTrue();

    tasks.close();

    for (Thread thread : threads) {
      thread.join(60_000);
      assertThat(thread.isAlive()).isFalse();
    }
  }
}
