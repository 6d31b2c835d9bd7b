package evalx.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlowSubmissionsTest {
  private final List<String> warnings = new ArrayList<>();
  private long now = -7;
  private final SlowSubmissions slow = new SlowSubmissions(() -> now, warnings::add);

  private String endAfter(Duration took) {
    var event = Lasting.finished("c", Duration.ofMillis(1900), took);
    slow.observe(event);
    return event.id().toString();
  }

  @Test
  void warnsOncePerMinuteAndSaysHowManyOthersThereWere() {
    endAfter(Duration.ofSeconds(2));
    assertThat(warnings).isEmpty();

    var first = endAfter(Duration.ofMillis(2001));
    endAfter(Duration.ofSeconds(3));
    endAfter(Duration.ofSeconds(4));
    assertThat(warnings).hasSize(1);
    assertThat(warnings.get(0)).contains(first, "2001 ms", "1900 ms of them waiting", " 0 others");

    now += SlowSubmissions.PACE.toNanos();
    var next = endAfter(Duration.ofSeconds(5));
    assertThat(warnings).hasSize(2);
    assertThat(warnings.get(1)).contains(next, " 2 others");
  }
}
