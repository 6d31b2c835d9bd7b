package evalx.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import evalx.redis.RedisAway;
import evalx.redis.RedisFull;
import evalx.result.StoreFull;
import evalx.sandbox.SandboxDied;
import evalx.sandbox.SandboxFailure;
import evalx.sandbox.SandboxUnavailable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OutageRetryTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration PAUSE = Duration.ofMillis(2);

  private final List<String> order = new ArrayList<>();
  private int outagesLeft;

  /** Says that something is away as many times as a test says. */
  private final class Monitor implements OutageMonitor {
    @Override
    public Optional<String> current() {
      order.add("asked");
      return outagesLeft-- > 0 ? Optional.of("Redis is away") : Optional.empty();
    }

    @Override
    public Optional<String> lookNow() {
      return current();
    }
  }

  private OutageRetry retry(Duration limit) {
    return new OutageRetry(new Monitor(), limit, PAUSE);
  }

  @Test
  void triesAgainOnlyWhenTheOutageIsSaidToBeOver() throws Exception {
    outagesLeft = 2;
    retry(LONG)
        .run(
            () -> {
              order.add("tried");
              if (order.size() == 1) {
                throw new RedisAway(new IllegalStateException("test"));
              }
            });

    assertThat(order).containsExactly("tried", "asked", "asked", "asked", "tried");
  }

  @Test
  void doesNotTryForEverWhatBreaksWhileEverythingLooksHealthy() {
    var tries = new AtomicInteger();

    assertThatThrownBy(
            () ->
                retry(LONG)
                    .run(
                        () -> {
                          tries.incrementAndGet();
                          throw new SandboxUnavailable("again and again");
                        }))
        .isInstanceOf(OutageTooLong.class)
        .hasMessage("again and again");
    assertThat(tries).hasValue(OutageRetry.MAX_TRIES);
  }

  @Test
  void chargesTheTimeOfBrokenTriesToTheLimit() {
    var tries = new AtomicInteger();
    var limit = Duration.ofMillis(50);
    var retry = retry(limit);

    assertThatThrownBy(
            () ->
                retry.run(
                    () -> {
                      tries.incrementAndGet();
                      spend(limit);
                      throw new SandboxUnavailable("no free slot");
                    }))
        .isInstanceOf(OutageTooLong.class);
    assertThat(tries).hasValue(1);
  }

  private static void spend(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() - end < 0) {
      Thread.onSpinWait();
    }
  }

  @Test
  void hasOneLimitForAllOutagesTogether() {
    outagesLeft = Integer.MAX_VALUE;
    var retry = retry(Duration.ofMillis(30));

    assertThatThrownBy(() -> retry.awaitEnd(new SandboxUnavailable("away")))
        .isInstanceOf(OutageTooLong.class);
    assertThatThrownBy(() -> retry.awaitEnd(new SandboxUnavailable("away")))
        .isInstanceOf(OutageTooLong.class);
  }

  @Test
  void isOnlyForOutages() {
    for (var failure :
        List.of(new SandboxFailure("ours"), new SandboxDied(new IOException("test")))) {
      assertThatThrownBy(
              () ->
                  retry(LONG)
                      .run(
                          () -> {
                            throw failure;
                          }))
          .isSameAs(failure);
    }
  }

  /** It would keep the place from jobs that were accepted, whose results still fit. */
  @Test
  void aJobForWhichTheStoreHasNoRoomDoesNotWaitInItsPlace() {
    assertThatThrownBy(
            () ->
                retry(LONG)
                    .run(
                        () -> {
                          throw new StoreFull();
                        }))
        .isInstanceOf(OutageTooLong.class);

    assertThat(order).isEmpty();
  }

  private void refuseForEver(Duration limit) throws Exception {
    retry(limit)
        .run(
            () -> {
              throw new RedisFull(new IllegalStateException("test"));
            });
  }

  @Test
  void whatAloneFindsNoRoomIsToldApartFromAStoreThatIsFull() {
    assertThatThrownBy(() -> refuseForEver(Duration.ofMillis(30))).isInstanceOf(NoRoom.class);

    outagesLeft = Integer.MAX_VALUE;
    assertThatThrownBy(() -> refuseForEver(Duration.ofMillis(30)))
        .isExactlyInstanceOf(OutageTooLong.class);
  }

  /** The first refusal is followed by a look that finds nothing; the second comes at the end. */
  private void refuseOnceTimeIsUp(int looksThatFindAnOutage) throws Exception {
    var limit = Duration.ofMillis(100);
    var tries = new AtomicInteger();
    retry(limit)
        .run(
            () -> {
              if (tries.incrementAndGet() == 2) {
                outagesLeft = looksThatFindAnOutage;
                spend(limit);
              }
              throw new RedisFull(new IllegalStateException("test"));
            });
  }

  @Test
  void anOutageThatLastsIsNoWantOfRoomAlthoughOthersHadRoomBefore() {
    assertThatThrownBy(() -> refuseOnceTimeIsUp(Integer.MAX_VALUE))
        .isExactlyInstanceOf(OutageTooLong.class);
  }

  @Test
  void whatIsRefusedPassesForAnOutageOnlyForAMoment() {
    assertThatThrownBy(() -> refuseOnceTimeIsUp(2)).isInstanceOf(NoRoom.class);
  }

  @Test
  void whatFindsNoRoomIsTriedForAsLongAsThereIsTime() throws Exception {
    var tries = new AtomicInteger();
    retry(LONG)
        .run(
            () -> {
              if (tries.incrementAndGet() <= 2 * OutageRetry.MAX_TRIES) {
                throw new RedisFull(new IllegalStateException("test"));
              }
            });

    assertThat(tries).hasValue(2 * OutageRetry.MAX_TRIES + 1);
  }
}
