package evalx.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import evalx.chaos.ChaosOptions.Flag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChaosOptionsTest {
  @Test
  void wordsAreRead() {
    var options = ChaosOptions.parse("--seed", "7", "--minutes", "2", "--submissions", "100");
    assertThat(options.seed()).isEqualTo(7);
    assertThat(options.minutes()).isEqualTo(2);
    assertThat(options.submissions()).isEqualTo(100);
    assertThat(options.json()).isEmpty();
    assertThat(options.flags()).isEmpty();
    assertThat(ChaosOptions.parse("--pair", "--sentinels").flags())
        .containsExactly(Flag.PAIR, Flag.SENTINELS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--seed", "--seed x", "--minutes 0", "--what", "--minutes 1000000"})
  void whatCannotBeIsRefused(String words) {
    assertThatExceptionOfType(ChaosFailure.class)
        .isThrownBy(() -> ChaosOptions.parse(words.split(" ", -1)));
  }
}
