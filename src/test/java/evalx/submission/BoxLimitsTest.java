package evalx.submission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class BoxLimitsTest {
  private static BoxLimits nearest(int processes, long disk, long stack) {
    return BoxLimits.nearest(Optional.of(processes), Optional.of(disk), Optional.of(stack));
  }

  private static BoxLimits limits(int processes, long disk, long stack) {
    return new BoxLimits(Optional.of(processes), Optional.of(disk), Optional.of(stack));
  }

  @Test
  void whatIsBeyondABoundIsTheBound() {
    assertThat(nearest(0, 0, 0)).isEqualTo(limits(1, 4 << 10, 64 << 10));
    assertThat(nearest(Integer.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE))
        .isEqualTo(limits(4096, 64 << 20, 1 << 30));
  }

  @Test
  void whatIsWithinStaysAndWhatIsOpenStaysOpen() {
    assertThat(nearest(7, 5 << 10, 65 << 10)).isEqualTo(limits(7, 5 << 10, 65 << 10));
    assertThat(BoxLimits.nearest(Optional.empty(), Optional.empty(), Optional.empty()))
        .isEqualTo(BoxLimits.NODE);
  }
}
