package evalx.submission;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class UsageTest {
  @Test
  void ofTwoRunsEachFigureIsTheLargerOne() {
    var one = new Usage(Duration.ofMillis(5), Duration.ofMillis(7), 100);
    var other = new Usage(Duration.ofMillis(6), Duration.ofMillis(6), 90);

    assertThat(one.max(other))
        .isEqualTo(new Usage(Duration.ofMillis(6), Duration.ofMillis(7), 100));
  }
}
