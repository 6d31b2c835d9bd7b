package evalx.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import evalx.redis.RedisAway;
import evalx.redis.RedisFacts;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class StoreSpaceTest {
  private static final RedisFacts FULL = new RedisFacts("7.0.15", 99, 100, "noeviction", 1);

  private final AtomicInteger asked = new AtomicInteger();
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
}
