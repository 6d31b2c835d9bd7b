package evalx.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class HintSettingsTest {
  private static final String URL = "http://127.0.0.1:11434/v1/";

  private static HintSettings read(Map<String, String> settings) {
    return Settings.of(settings::get).runs().hints();
  }

  @Test
  void noModelIsAskedUnlessOneIsNamed() {
    assertThat(read(Map.of("HINTS_LLM_MODEL", "small", "HINTS_LLM_KEY", "key-12345")).model())
        .isEmpty();
  }

  @Test
  void aModelHasItsUrlAndName() {
    var model = read(Map.of("HINTS_LLM_URL", URL, "HINTS_LLM_MODEL", "small")).model();

    assertThat(model).isPresent();
    assertThat(model.get().url()).hasToString("http://127.0.0.1:11434/v1/chat/completions");
    assertThat(model.get().sendCode()).isFalse();
    assertThatThrownBy(() -> read(Map.of("HINTS_LLM_URL", URL)))
        .isInstanceOf(BadSetting.class)
        .hasMessageContaining("HINTS_LLM_MODEL");
    assertThatThrownBy(() -> read(Map.of("HINTS_LLM_URL", "model", "HINTS_LLM_MODEL", "small")))
        .isInstanceOf(BadSetting.class);
  }

  @Test
  void programsCanOnlyBeSentWhereTheyAreKept() {
    var sending =
        Map.of("HINTS_LLM_URL", URL, "HINTS_LLM_MODEL", "small", "HINTS_LLM_SEND_CODE", "true");

    assertThatThrownBy(() -> read(sending))
        .isInstanceOf(BadSetting.class)
        .hasMessageContaining("HISTORY");
  }

  @Test
  void theKeyIsASecret() {
    var settings = Map.of("HINTS_LLM_URL", URL, "HINTS_LLM_MODEL", "s", "HINTS_LLM_KEY", "key-123");

    assertThat(read(settings).toString()).doesNotContain("key-123");
    assertThat(SecretTexts.isSecret("HINTS_LLM_KEY")).isTrue();
  }
}
