package evalx.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import evalx.redis.RedisAway;
import evalx.redis.RedisFacts;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class StoreSpaceTest {
  private static final RedisFacts FULL = new RedisFacts("7.0.15", 99, 100, "noeviction", 1);

  private static final long SECOND = 1_000_000_000;

  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger used = new AtomicInteger();
  private volatile boolean away;

  private RedisFacts ask() {
    asked.incrementAndGet();
    if (away) {
      throw new RedisAway(new IllegalStateException("test"));
    }
    return FULL;
  }

  @Test
  void redisIsAskedOnceForManyLooks() {
    var space = new StoreSpace(this::ask);

    assertThat(space.hasRoom()).isFalse();
    assertThat(space.facts()).isSameAs(space.facts());

    assertThat(asked).hasValueLessThanOrEqualTo(2);
  }

  @Test
  void everyLookAfterOneThatFailedAsksAgain() {
    var space = new StoreSpace(this::ask);
    space.facts();
    away = true;
    Awaitility.await()
        .untilAsserted(() -> assertThatThrownBy(space::facts).isInstanceOf(RedisAway.class));

    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(space::facts).isInstanceOf(RedisAway.class);
    }
  }

  @Test
  void aRedisThatWasNeverThereIsAskedAgain() {
    var space = new StoreSpace(this::ask);
    away = true;
    assertThatThrownBy(space::facts).isInstanceOf(RedisAway.class);
    away = false;

    assertThat(space.facts()).isEqualTo(FULL);
  }

  /** Between two marks nothing changes, so that the queues are not left and taken all the time. */
  @Test
  void jobsAreBegunUntilTheStoreIsNearlyFullAndAgainWhenThereIsSomeRoom() {
    var space = spaceWhereUsedChanges();
    for (var step :
        List.of(new Step(94, false), new Step(96, true), new Step(86, true), new Step(84, false))) {
      used.set(step.used());

      assertThat(space.isNearlyFull()).as("%d %% in use", step.used()).isEqualTo(step.nearlyFull());
    }
  }

  /** A store of some MB may have no room for a result long before it is nearly full. */
  @Test
  void aResultThatFoundNoRoomAmongOthersLetsJobsWaitToo() {
    var space = spaceWhereUsedChanges();
    used.set(84);
    assertThat(space.isFilledByOthers()).isFalse();
    assertThat(space.isNearlyFull()).isFalse();

    used.set(86);
    assertThat(space.isNearlyFull()).isFalse();
    assertThat(space.isFilledByOthers()).isTrue();
    assertThat(space.isNearlyFull()).isTrue();
  }

  private StoreSpace spaceWhereUsedChanges() {
    var now = new AtomicLong();
    return new StoreSpace(
        () -> new RedisFacts("7.0.15", used.get(), 100, "noeviction", 1),
        () -> now.addAndGet(SECOND));
  }

  private record Step(int used, boolean nearlyFull) {}
}
