package evalx.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ReceiverTurnsTest {
  private static final Duration QUICK = Duration.ofMillis(100);
  private static final Duration SLOW = Duration.ofSeconds(10);

  private final AtomicLong now = new AtomicLong();
  private final ReceiverTurns turns = new ReceiverTurns(now::get);

  private int begun(String receiver) {
    int count = 0;
    while (turns.begin(receiver).isEmpty()) {
      count++;
    }
    return count;
  }

  @Test
  void aReceiverHasFourAtATimeAndHindersNoOther() {
    assertThat(begun("a")).isEqualTo(4);
    assertThat(begun("b")).isEqualTo(4);

    turns.end("a", QUICK);

    assertThat(begun("a")).isEqualTo(1);
  }

  @Test
  void aSlowReceiverHasOneUntilItIsQuickAgain() {
    turns.begin("a");
    turns.end("a", SLOW);
    assertThat(begun("a")).isEqualTo(1);

    turns.end("a", QUICK);
    assertThat(begun("a")).isEqualTo(4);
  }

  @Test
  void whatWaitsComesOneAfterTheOtherAndWithinAMinuteOrSo() {
    turns.begin("a");
    turns.end("a", SLOW);
    turns.begin("a");

    assertThat(turns.begin("a").orElseThrow()).isBetween(SLOW, SLOW.multipliedBy(2));
    assertThat(turns.begin("a").orElseThrow()).isGreaterThanOrEqualTo(SLOW.multipliedBy(2));
    for (int i = 0; i < 100; i++) {
      assertThat(turns.begin("a").orElseThrow()).isLessThan(Duration.ofSeconds(80));
    }
  }

  @Test
  void receiversOfLongAgoAreForgotten() {
    for (int i = 0; i < 5000; i++) {
      turns.begin("slow-" + i);
      turns.end("slow-" + i, SLOW);
    }

    assertThat(begun("slow-0")).isEqualTo(4);
    assertThat(begun("slow-4999")).isEqualTo(1);
  }
}
