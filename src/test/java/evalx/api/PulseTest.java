package evalx.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PulseTest {
  private final Pulse pulse = new Pulse(0);

  private static long at(int second) {
    return TimeUnit.SECONDS.toNanos(second);
  }

  /** The seconds until an end at which it is asked. */
  private int[] asked(int from, int end) {
    return IntStream.range(from, end).filter(second -> pulse.asks(at(second))).toArray();
  }

  @Test
  void aSilentClientIsAskedAtEachHeartbeatAndThenGone() {
    assertThat(asked(0, 30)).containsExactly(11, 22);
    assertThat(pulse.isGone(at(30))).isFalse();
    assertThat(pulse.isGone(at(31))).isTrue();
  }

  @Test
  void anAnswerIsGoodForAHeartbeat() {
    assertThat(asked(0, 12)).containsExactly(11);
    pulse.heard(at(12));
    assertThat(asked(12, 30)).containsExactly(23);
    assertThat(pulse.isGone(at(42))).isFalse();
    assertThat(pulse.isGone(at(43))).isTrue();
  }
}
