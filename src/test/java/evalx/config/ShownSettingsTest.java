package evalx.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ShownSettingsTest {
  private static final Map<String, String> SET =
      Map.of(
          "API_TOKENS", "site:secret-1;scopes=submit,secret-2",
          "ADMIN_TOKEN", "secret-3",
          "ARTEMIS_PASSWORD", "secret-4",
          "REDIS_URL", "redis://eva:secret-5@redis:6379",
          "ARTEMIS_URL", "tcp://broker:61616?sslEnabled=true&trustStorePassword=secret-6",
          "OTEL_EXPORTER_OTLP_HEADERS", "key=secret-7",
          "RESULT_TTL", "60");

  private static Map<String, ShownSettings.Shown> shown() {
    return new ShownSettings(SET::get)
        .all(Settings.of(SET::get)).stream()
            .collect(Collectors.toMap(ShownSettings.Shown::name, setting -> setting));
  }

  @Test
  void everySettingIsShownWithItsDefault() {
    var shown = shown();
    assertThat(shown.keySet()).contains("HOST", "ROLE", "MAX_JOB_TIME");
    assertThat(shown.get("RESULT_TTL"))
        .isEqualTo(new ShownSettings.Shown("RESULT_TTL", "60", "3600", true, false));
    assertThat(shown.get("PORT").changed()).isFalse();
  }

  @Test
  void noSecretIsShown() {
    var shown = shown();
    assertThat(shown.values()).noneMatch(setting -> setting.value().contains("secret"));
    assertThat(shown.get("API_TOKENS").value()).isEqualTo("site (submit); token-2 (read, submit)");
    assertThat(shown.get("REDIS_URL").value()).isEqualTo("redis://***@redis:6379");
    assertThat(shown.get("ARTEMIS_URL").value())
        .isEqualTo("tcp://broker:61616?sslEnabled=true&trustStorePassword=***");
    assertThat(shown.get("ADMIN_TOKEN"))
        .isEqualTo(new ShownSettings.Shown("ADMIN_TOKEN", "***", "", true, true));
  }

  @Test
  void textsAreMaskedAsFarAsTheyTellASecret() {
    var secrets = SecretTexts.of(Settings.of(SET::get));
    assertThat(
            secrets.masked("redis://eva:secret-5@redis, secret-1, secret-7 and secret-6 of site"))
        .isEqualTo("redis://eva:***@redis, ***, *** and *** of site");
  }
}
