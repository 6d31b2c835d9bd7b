package evalx.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryPlanTest {
  private static final long MIB = 1 << 20;

  private static MemoryPlan plan(Map<String, String> settings, long heap) {
    return MemoryPlan.of(Settings.of(settings::get), heap);
  }

  @Test
  void theDefaultsNeedAModestHeapOnTwoCores() {
    assertThat(plan(Map.of("MAX_CONCURRENT_SANDBOXES", "2"), 0).neededMib()).isBetween(500L, 550L);
  }

  @Test
  void settingsThatDoNotFitAreRefusedWithTheHeapTheyNeed() {
    var settings =
        Settings.of(Map.of("MAX_BODY_BYTES", "67108864", "MAX_CONCURRENT_SANDBOXES", "2")::get);
    var plan = MemoryPlan.of(settings, 480 * MIB);

    assertThatThrownBy(() -> plan.check(settings))
        .isInstanceOf(BadSetting.class)
        .hasMessage(
            "MAX_BODY_BYTES=67108864, MAX_TEST_CASES=1000, MAX_CONCURRENT_JOBS=4 and "
                + "MAX_CONCURRENT_SANDBOXES=2 need a heap of 3590 MiB; this server has 480 MiB: "
                + "start it with -Xmx3590m or lower one of them");
    MemoryPlan.of(settings, 3590 * MIB).check(settings);
  }

  @Test
  void heapToSpareMakesTheBudgetsLarger() {
    var tight = plan(Map.of(), 0);
    var roomy = plan(Map.of(), tight.needed() + 400 * MIB);

    assertThat(tight.answerBytes()).isEqualTo(24 * MIB);
    assertThat(tight.bodyBytes()).isEqualTo(8 * MIB);
    assertThat(roomy.answerBytes()).isEqualTo(124 * MIB);
    assertThat(roomy.bodyBytes()).isEqualTo(8 * MIB + 400 * MIB / 24);
  }

  static Stream<Map<String, String>> settings() {
    return Stream.of(
        Map.of(),
        Map.of("MAX_CONCURRENT_SANDBOXES", "1"),
        Map.of(
            "MAX_CONCURRENT_SANDBOXES", "64", "ROLE", "api", "ARTEMIS_URL", "tcp://broker:61616"),
        Map.of("MAX_CONCURRENT_SANDBOXES", "32"),
        Map.of("MAX_CONCURRENT_SANDBOXES", "600"),
        Map.of("MAX_CONCURRENT_SANDBOXES", "4", "MAX_CONCURRENT_JOBS", "64"),
        Map.of("MAX_BODY_BYTES", "67108864"),
        Map.of("MAX_TEST_CASES", "50"),
        Map.of("MAX_BODY_BYTES", "5000001", "MAX_TEST_CASES", "1000"));
  }

  /** The script has the same formula, and gives the server what it asks for. */
  @ParameterizedTest
  @MethodSource("settings")
  void theScriptStartsTheServerWithTheHeapThatThePlanNeeds(
      Map<String, String> settings, @TempDir Path state) throws Exception {
    Files.createDirectory(state.resolve("secrets"));
    Files.writeString(
        state.resolve("secrets/environment"),
        settings.entrySet().stream()
            .map(setting -> setting.getKey() + "=" + setting.getValue() + "\n")
            .collect(Collectors.joining()));

    var needed = plan(settings, 0).neededMib();

    assertThat(heapMib(state)).isEqualTo(Math.max(needed, 448));
  }

  /** What docs/deploy.md says, and its commands use. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 16, 64})
  void theHeapOfTheDocumentsIsEnough(int programs) {
    var settings = Map.of("MAX_CONCURRENT_SANDBOXES", programs + "");

    assertThat(plan(settings, 0).neededMib())
        .isBetween(340L + 90L * programs, 360L + 92L * programs);
  }

  private static long heapMib(Path state) throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(
                "bash", "-euc", "source script/supervise.sh; STATE=$0; heap_mib", state.toString())
            .redirectErrorStream(true)
            .start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(output).matches("[0-9]+\n");
    return Long.parseLong(output.strip());
  }

  @Test
  void theHeapOfThisProcessIsWhatItWasStartedWith() {
    assertThat(MemoryPlan.heapOfProcess()).isGreaterThanOrEqualTo(Runtime.getRuntime().maxMemory());
  }
}
