package evalx.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LaterAttemptsTest {
  private static final Duration DELAY = Duration.ofMinutes(1);

  private final AtomicLong now = new AtomicLong();
  private final LaterAttempts waiting = new LaterAttempts(2, now::get);

  private boolean putOff(String owner, String receiver) {
    var route = new Route(owner, receiver);
    var hasPlace = waiting.hasPlace(route);
    if (hasPlace) {
      waiting.add(route, DELAY);
    }
    return hasPlace;
  }

  @Test
  void oneReceiverHasAShareWhoeverSends() {
    assertThat(putOff("ann", "dead")).isTrue();
    assertThat(putOff("bob", "dead")).isTrue();

    assertThat(putOff("eve", "dead")).isFalse();
    assertThat(putOff("eve", "alive")).isTrue();
  }

  @Test
  void oneOwnerHasAShareWhateverItsReceiversAreCalled() {
    assertThat(putOff("ann", "one.dead")).isTrue();
    assertThat(putOff("ann", "two.dead")).isTrue();

    assertThat(putOff("ann", "three.dead")).isFalse();
    assertThat(putOff("bob", "alive")).isTrue();
  }

  @Test
  void whatIsPutOffAgainAndAgainIsHeldOnce() {
    for (int i = 0; i < 10; i++) {
      waiting.add(new Route("ann", "slow"), DELAY);
      now.addAndGet(DELAY.toNanos());
    }
    assertThat(waiting.size()).isEqualTo(1);
  }

  @Test
  void whatWasPutOffCountsUntilItsTime() {
    putOff("ann", "dead");
    now.addAndGet(DELAY.toNanos() / 2);
    putOff("ann", "dead");
    assertThat(putOff("ann", "dead")).isFalse();

    now.addAndGet(DELAY.toNanos() / 2);

    assertThat(putOff("ann", "dead")).isTrue();
    assertThat(putOff("ann", "dead")).isFalse();
  }
}
