package evalx.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OutagesTest {
  private static final Optional<String> AWAY = Optional.of("Redis is away");

  private final AtomicInteger looks = new AtomicInteger();
  private final AtomicLong now = new AtomicLong();
  private volatile Optional<String> state = Optional.empty();
  private final Outages outages =
      new Outages(
          () -> {
            looks.incrementAndGet();
            return state;
          },
          now::get);

  @Test
  void anAnswerOfTheLastSecondStandsForAnotherLook() {
    assertThat(outages.current()).isEmpty();
    state = AWAY;
    now.addAndGet(Duration.ofSeconds(1).toNanos());

    assertThat(outages.current()).isEmpty();
    assertThat(looks).hasValue(1);
    now.incrementAndGet();
    assertThat(outages.current()).isEqualTo(AWAY);
  }

  @Test
  void aFailureIsNotJudgedByAnOlderAnswer() {
    outages.current();
    state = AWAY;
    now.incrementAndGet();

    assertThat(outages.lookNow()).isEqualTo(AWAY);
    assertThat(outages.current()).isEqualTo(AWAY);
  }

  @Test
  void aCrowdThatAsksAtOnceSharesALook() throws InterruptedException {
    var inLook = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    var counted = new AtomicInteger();
    var slow =
        new Outages(
            () -> {
              counted.incrementAndGet();
              inLook.countDown();
              Workshop.await(go);
              return Optional.empty();
            });
    List<Thread> crowd = new ArrayList<>();
    crowd.add(new Thread(slow::lookNow));
    crowd.get(0).start();
    inLook.await();
    for (int i = 0; i < 20; i++) {
      var asking = new Thread(slow::lookNow);
      asking.start();
      crowd.add(asking);
    }
    crowd.stream().skip(1).forEach(OutagesTest::awaitItsTurn);
    go.countDown();
    for (Thread thread : crowd) {
      thread.join();
    }

    assertThat(counted).hasValue(2);
  }

  private static void awaitItsTurn(Thread thread) {
    await().until(() -> thread.getState() == Thread.State.BLOCKED);
  }
}
