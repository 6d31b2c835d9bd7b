package evalx.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import evalx.queue.Patience.OutageLasts;
import evalx.redis.RedisAway;
import evalx.sandbox.SandboxFailure;
import evalx.sandbox.SandboxUnavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PatienceTest {
  private static final Duration PAUSE = Duration.ofMillis(2);
  private final List<String> order = new ArrayList<>();

  @Test
  void triesAgainOnlyWhenTheOutageIsSaidToBeOver() throws Exception {
    var asked = new AtomicInteger();
    var patience =
        new Patience(
            () -> {
              order.add("asked");
              return asked.incrementAndGet() == 3;
            },
            Duration.ofSeconds(20),
            PAUSE);

    patience.outlast(
        () -> {
          order.add("tried");
          if (asked.get() == 0) {
            throw new RedisAway(new IllegalStateException("test"));
          }
          return "done";
        });

    assertThat(order).containsExactly("tried", "asked", "asked", "asked", "tried");
  }

  @Test
  void hasOneLimitForAllOutagesTogether() {
    var patience = new Patience(() -> true, Duration.ofMillis(100), Duration.ofMillis(30));
    var tries = new AtomicInteger();

    assertThatThrownBy(
            () ->
                patience.outlast(
                    () -> {
                      tries.incrementAndGet();
                      throw new SandboxUnavailable("again and again");
                    }))
        .isInstanceOf(OutageLasts.class)
        .hasMessage("again and again");
    assertThat(tries.get()).isBetween(2, 5);
  }

  @Test
  void isOnlyForOutages() {
    var patience = new Patience(() -> true, Duration.ofSeconds(20), PAUSE);

    assertThatThrownBy(
            () ->
                patience.outlast(
                    () -> {
                      throw new SandboxFailure("ours");
                    }))
        .isInstanceOf(SandboxFailure.class);
  }
}
