package evalx.api;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PaceTest {
  private static final int PIECE = 1 << 14;

  private final AtomicLong now = new AtomicLong();
  private final Pace pace = new Pace(now::get);

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  @Test
  void aSlowLineMayTakeHours() {
    var time = Duration.ofNanos(PIECE * 1_000_000_000L / Pace.MIN_BYTES_PER_SECOND);

    assertThatCode(
            () -> {
              while (now.get() < Duration.ofHours(2).toNanos()) {
                pace.next(PIECE);
                pass(time);
              }
            })
        .doesNotThrowAnyException();
  }

  @Test
  void whoReadsNothingIsGivenUpAfterAMinute() throws IOException {
    pace.next(1);
    pass(Duration.ofSeconds(59));
    pace.next(1);
    pass(Duration.ofSeconds(2));

    assertThatThrownBy(() -> pace.next(1)).isInstanceOf(IOException.class);
  }

  @Test
  void aFastBeginningGivesNoTimeToStop() throws IOException {
    for (int i = 0; i < 10_000; i++) {
      pace.next(PIECE);
    }
    pass(Duration.ofSeconds(61));

    assertThatThrownBy(() -> pace.next(1)).isInstanceOf(IOException.class);
  }
}
