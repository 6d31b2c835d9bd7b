package evalx.system;

import static evalx.system.VerlRewards.Reward.COMPILE_ERROR;
import static evalx.system.VerlRewards.Reward.RIGHT;
import static evalx.system.VerlRewards.Reward.RUNTIME_ERROR;
import static evalx.system.VerlRewards.Reward.TIMEOUT;
import static evalx.system.VerlRewards.Reward.WRONG;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The cases of verl's own test of its rewards. */
@ExtendWith(SharedProduct.class)
class VerlRewardsIT {
  private static final int CASES = 100;
  private static final int SLEEPERS = 4;

  private static Client client;

  @BeforeAll
  static void connect(Product product) {
    client = product.client();
  }

  private static VerlRewards rewards(int seconds) {
    return new VerlRewards(client, seconds, () -> {});
  }

  @Test
  void aHundredCasesAtOnceOfWhichFourSleepAreAllRewarded() {
    var code =
        "import time\nn = int(input())\nif n %% %d == 0:\n  time.sleep(2)\nprint(n * n)\n"
            .formatted(CASES / SLEEPERS);
    var inputs = IntStream.range(0, CASES).mapToObj(Integer::toString).toList();
    var outputs = IntStream.range(0, CASES).mapToObj(n -> Integer.toString(n * n)).toList();

    assertThat(rewards(VerlRewards.SECONDS).of("python", code, inputs, outputs))
        .isEqualTo(Collections.nCopies(CASES, RIGHT));
  }

  @Test
  void eachWayToFailHasItsReward() {
    var code =
        "n = input()\nif n == 'raise':\n  raise ValueError\nwhile n == 'loop':\n  pass\nprint(n)\n";
    var rewards = rewards(3);
    assertThat(
            rewards.of(
                "python", code, List.of("a", "b", "raise", "loop"), List.of("a", "c", "", "")))
        .containsExactly(RIGHT, WRONG, RUNTIME_ERROR, TIMEOUT);
    assertThat(rewards.of("cpp", "int main() { return x; }", List.of("", ""), List.of("", "")))
        .containsExactly(COMPILE_ERROR, COMPILE_ERROR);
  }
}
