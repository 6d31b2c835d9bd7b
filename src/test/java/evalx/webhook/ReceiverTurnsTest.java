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

  /** By an owner of its own. */
  private static Route to(String receiver) {
    return new Route("owner of " + receiver, receiver);
  }

  private void end(Route route, Duration took) {
    turns.took(route, took);
    turns.end(route);
  }

  private int begun(String receiver) {
    int count = 0;
    while (turns.begin(to(receiver)).isEmpty()) {
      count++;
    }
    return count;
  }

  @Test
  void aReceiverHasFourAtATimeAndHindersNoOther() {
    assertThat(begun("a")).isEqualTo(4);
    assertThat(begun("b")).isEqualTo(4);

    end(to("a"), QUICK);

    assertThat(begun("a")).isEqualTo(1);
  }

  @Test
  void aSlowReceiverHasOneUntilItIsQuickAgain() {
    turns.begin(to("a"));
    end(to("a"), SLOW);
    assertThat(begun("a")).isEqualTo(1);

    end(to("a"), QUICK);
    assertThat(begun("a")).isEqualTo(4);
  }

  @Test
  void whatSendsNothingSaysNothingOfHowSlowAReceiverIs() {
    turns.begin(to("a"));
    end(to("a"), SLOW);

    turns.begin(to("a"));
    turns.end(to("a"));

    assertThat(begun("a")).isEqualTo(1);
  }

  @Test
  void anOwnerHasThreeQuartersOfTheSessionsWhateverItsReceiversAreCalled() {
    int begun = 0;
    for (int i = 0; i < 32; i++) {
      begun += turns.begin(new Route("greedy", "host:" + i)).isEmpty() ? 1 : 0;
    }

    assertThat(begun).isEqualTo(24);
    assertThat(turns.begin(new Route("ann", "host:31"))).isEmpty();
    end(new Route("greedy", "host:0"), QUICK);
    assertThat(turns.begin(new Route("greedy", "host:1"))).isEmpty();
  }

  @Test
  void whatAnOwnerHasMoreOfWaitsInOneLineForAllReceivers() {
    for (int i = 0; i < 24; i++) {
      turns.begin(new Route("greedy", "host:" + i));
    }
    end(new Route("greedy", "host:0"), SLOW);
    turns.begin(new Route("greedy", "host:24"));

    for (int i = 1; i <= 48; i++) {
      assertThat(turns.begin(new Route("greedy", "other:" + i)).orElseThrow())
          .isGreaterThanOrEqualTo(SLOW.multipliedBy(i).dividedBy(24));
    }
  }

  @Test
  void whatWaitsComesOneAfterTheOtherAndWithinAMinuteOrSo() {
    turns.begin(to("a"));
    end(to("a"), SLOW);
    turns.begin(to("a"));

    assertThat(turns.begin(to("a")).orElseThrow()).isBetween(SLOW, SLOW.multipliedBy(2));
    assertThat(turns.begin(to("a")).orElseThrow()).isGreaterThanOrEqualTo(SLOW.multipliedBy(2));
    for (int i = 0; i < 100; i++) {
      assertThat(turns.begin(to("a")).orElseThrow()).isLessThan(Duration.ofSeconds(80));
    }
  }

  @Test
  void receiversOfLongAgoAreForgotten() {
    for (int i = 0; i < 5000; i++) {
      turns.begin(to("slow-" + i));
      end(to("slow-" + i), SLOW);
    }

    assertThat(begun("slow-0")).isEqualTo(4);
    assertThat(begun("slow-4999")).isEqualTo(1);
  }
}
