package evalx.sandbox.drivers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import evalx.config.BadSetting;
import evalx.config.Settings;
import evalx.sandbox.Sandbox;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChooseDriversTest {
  @TempDir Path folder;

  private List<String> chosen(Map<String, String> settings) {
    var all = new HashMap<>(settings);
    all.put("SANDBOX_STORE", folder.toString());
    all.put("DOCKER_HOST", "unix:///nowhere");
    try (var drivers = new ChooseDrivers().drivers(Settings.of(all::get))) {
      return drivers.inOrder().stream().map(Sandbox::driver).toList();
    }
  }

  @Test
  void autoTakesTheIsolateThatTheSettingsName() {
    assertThat(chosen(Map.of("ISOLATE_PATH", "/bin/true"))).containsExactly("native", "isolate");
    assertThat(chosen(Map.of("ISOLATE_PATH", "/bin/true", "USE_ISOLATE", "false")))
        .containsExactly("native");
  }

  @Test
  void anIsolateThatIsNotThereIsRefused() {
    for (var driver : List.of("auto", "isolate")) {
      assertThatThrownBy(
              () -> chosen(Map.of("SANDBOX", driver, "ISOLATE_PATH", folder + "/isolate")))
          .isInstanceOf(BadSetting.class)
          .hasMessageContaining("ISOLATE_PATH must name a program");
    }
  }
}
