package evalx.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import evalx.submission.SubmissionId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SandboxGateTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Waiting WAITING = new Waiting(Duration.ofMinutes(1));

  private final Deque<Runnable> threads = new ArrayDeque<>();
  private final List<String> order = new ArrayList<>();
  private final SandboxGate gate = new SandboxGate(1, language -> 1, threads::add, WAITING);
  private final SubmissionId first = SubmissionId.random();
  private final SubmissionId second = SubmissionId.random();

  private void submit(String language, SubmissionId token, String name) {
    var unused = gate.group(language, token).submit(() -> order.add(name));
  }

  private void runAll() {
    while (!threads.isEmpty()) {
      threads.remove().run();
    }
  }

  @Test
  void aFloodInOneLanguageDelaysAnotherByOneRunAtATime() {
    for (int i = 0; i < 100; i++) {
      submit("java", first, "java" + i);
    }
    submit("c", second, "c0");
    submit("c", second, "c1");
    runAll();

    assertThat(order.subList(0, 4)).containsExactly("java0", "c0", "java1", "c1");
    assertThat(order).hasSize(102);
  }

  @Test
  void submissionsOfALanguageTakeTurns() {
    for (int i = 0; i < 100; i++) {
      submit("java", first, "big" + i);
    }
    submit("java", second, "small");
    runAll();

    assertThat(order.indexOf("small")).isEqualTo(1);
    assertThat(order.subList(2, 5)).containsExactly("big1", "big2", "big3");
  }

  @Test
  void noMoreThreadsThanPermitsAreAskedFor() {
    var wide = new SandboxGate(2, language -> 2, threads::add, WAITING);
    for (int i = 0; i < 10; i++) {
      var unused = wide.group("c", first).submit(() -> "done");
    }

    assertThat(threads).hasSize(2);
  }

  /** Runs in real threads, so that some are still running when others want to. */
  private static final class Blocking {
    final Semaphore end = new Semaphore(0);
    final AtomicInteger now = new AtomicInteger();
    final AtomicInteger most = new AtomicInteger();
    final AtomicInteger ended = new AtomicInteger();

    String run() throws InterruptedException {
      most.accumulateAndGet(now.incrementAndGet(), Math::max);
      end.acquire();
      now.decrementAndGet();
      ended.incrementAndGet();
      return "done";
    }
  }

  private static void until(Callable<Boolean> condition) {
    await().atMost(SOON).pollInterval(Duration.ofMillis(2)).until(condition);
  }

  @Test
  void aLanguageHasALimitOfItsOwnAndLeavesTheRestToOthers() {
    var pool = Executors.newCachedThreadPool();
    try {
      var gate = new SandboxGate(4, language -> language.equals("java") ? 2 : 4, pool, WAITING);
      var java = new Blocking();
      var c = new Blocking();
      for (int i = 0; i < 10; i++) {
        var unused = gate.group("java", first).submit(java::run);
      }
      until(() -> java.now.get() == 2);
      for (int i = 0; i < 10; i++) {
        var unused = gate.group("c", second).submit(c::run);
      }
      until(() -> c.now.get() == 2);
      c.end.release(10);
      until(() -> c.ended.get() == 10);
      java.end.release(10);
      until(() -> java.ended.get() == 10 && gate.isIdle());

      assertThat(java.most).hasValue(2);
      assertThat(c.most).hasValueLessThanOrEqualTo(4);
      assertThat(gate.free()).isEqualTo(4);
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void fewerAreLetInWhileMemoryIsShortAndAllAgainAfterwards() {
    var pool = Executors.newCachedThreadPool();
    try {
      var gate = new SandboxGate(4, language -> 4, pool, WAITING);
      var runs = new Blocking();
      for (int i = 0; i < 20; i++) {
        var unused = gate.group("c", first).submit(runs::run);
      }
      until(() -> runs.now.get() == 4);
      gate.allow(1);
      runs.end.release(4);
      until(() -> runs.ended.get() == 4 && runs.now.get() == 1);
      assertThat(gate.free()).isZero();
      gate.allow(3);
      until(() -> runs.now.get() == 3);
      gate.allow(4);
      until(() -> runs.now.get() == 4);
      runs.end.release(16);
      until(() -> runs.ended.get() == 20 && gate.isIdle());
      assertThat(runs.most).hasValue(4);
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void nothingIsForgottenWhateverTheLimitsDo() {
    var pool = Executors.newCachedThreadPool();
    try {
      var gate = new SandboxGate(3, language -> language.length(), pool, WAITING);
      var ended = new AtomicInteger();
      for (int i = 0; i < 3000; i++) {
        var unused =
            gate.group("x".repeat(1 + i % 3), i % 2 == 0 ? first : second)
                .submit(ended::incrementAndGet);
        gate.allow(1 + i % 3);
      }
      gate.allow(3);
      until(() -> ended.get() == 3000 && gate.isIdle());
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void theBrakeIsProgressiveAndRecovers() {
    var gate = new SandboxGate(10, language -> 10, threads::add, WAITING);
    var use = new double[1];
    var brake = new MemoryBrake(gate, 10, () -> use[0]);
    var allowed = new ArrayList<Integer>();
    for (double share : new double[] {0.5, 0.8, 0.83, 0.9, 0.99, 0.9, 0.7, 0.7, 0.7}) {
      use[0] = share;
      brake.adjust();
      allowed.add(gate.free());
    }

    assertThat(allowed).containsExactly(10, 10, 8, 3, 1, 2, 3, 4, 5);
  }

  @Test
  void aPermitIsUsedAgain() {
    submit("c", first, "one");
    runAll();
    submit("c", first, "two");
    runAll();

    assertThat(order).containsExactly("one", "two");
  }

  @Test
  void aFailureEndsOnlyItsOwnRun() {
    var failing =
        gate.group("c", first)
            .submit(
                () -> {
                  throw new IllegalStateException("broken");
                });
    submit("c", first, "next");
    runAll();

    assertThatThrownBy(failing::join)
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(IllegalStateException.class);
    assertThat(order).containsExactly("next");
  }

  @Test
  void aServerThatRefusesTheThreadDoesNotCostAPermit() {
    var refusing =
        new SandboxGate(
            1,
            language -> 1,
            task -> {
              throw new RejectedExecutionException();
            },
            WAITING);

    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> refusing.group("c", first).submit(() -> "never"))
          .isInstanceOf(RejectedExecutionException.class);
    }
  }

  @Test
  void aRefusedRunDoesNotRunLater() {
    var refusals = new AtomicInteger(1);
    var gate =
        new SandboxGate(
            1,
            language -> 1,
            task -> {
              if (refusals.getAndDecrement() > 0) {
                throw new RejectedExecutionException();
              }
              task.run();
            },
            WAITING);
    assertThatThrownBy(() -> gate.group("c", first).submit(() -> order.add("refused")))
        .isInstanceOf(RejectedExecutionException.class);

    var unused = gate.group("c", first).submit(() -> order.add("next"));

    assertThat(order).containsExactly("next");
    assertThat(gate.free()).isEqualTo(1);
  }

  @Test
  void aGroupThatIsCancelledLeavesTheGateToOthers() throws Exception {
    var pool = Executors.newCachedThreadPool();
    try {
      var gate = new SandboxGate(2, language -> 2, pool, WAITING);
      var cancelled = gate.group("java", first);
      var runs = new Blocking();
      var running = List.of(cancelled.submit(runs::run), cancelled.submit(runs::run));
      var waiting = cancelled.submit(runs::run);
      until(() -> runs.now.get() == 2);
      cancelled.cancel();
      var late = cancelled.submit(runs::run);

      cancelled.ended().get(SOON.toSeconds(), TimeUnit.SECONDS);
      assertThat(running)
          .allSatisfy(
              run -> assertThatThrownBy(run::join).hasCauseInstanceOf(InterruptedException.class));
      assertThat(waiting).isCancelled();
      assertThat(late).isCancelled();
      until(gate::isIdle);
      var next = gate.group("java", second).submit(() -> "not interrupted");
      assertThat(next.get(SOON.toSeconds(), TimeUnit.SECONDS)).isEqualTo("not interrupted");
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void anInterruptForOneRunIsNotSeenByTheNextOnItsThread() {
    var group = gate.group("c", first);
    var unused =
        group.submit(
            () -> {
              group.cancel();
              return "ended all the same";
            });
    var next = gate.group("c", second).submit(() -> Thread.currentThread().isInterrupted());
    runAll();

    assertThat(next.join()).isFalse();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void anEndedRunCannotBeCancelled() {
    var group = gate.group("c", first);
    var run = group.submit(() -> "value");
    runAll();
    group.cancel();

    assertThat(run.join()).isEqualTo("value");
    assertThat(group.ended()).isCompleted();
  }
}
