package evalx.api;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.config.Settings;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OriginsTest {
  private static boolean allows(Map<String, String> settings, Exchange exchange) {
    return new Origins(Settings.of(settings::get)).allows(exchange.request());
  }

  private static Exchange from(String origin) {
    return new Exchange("GET", "/ws").with("Host", "evalx.example:3000").with("Origin", origin);
  }

  @ParameterizedTest
  @CsvSource({
    "http://evalx.example:3000, true",
    "https://EvalX.example:3000, true",
    "http://evalx.example, false",
    "http://evalx.example:30000, false",
    "http://other.example:3000, false",
    "null, false",
  })
  void withoutTokensOnlyPagesOfThisServerMay(String origin, boolean allowed) {
    assertThat(allows(Map.of(), from(origin))).isEqualTo(allowed);
  }

  @Test
  void whereTokensAreNeededAllPagesMay() {
    assertThat(allows(Map.of("API_TOKENS", "x"), from("http://other.example"))).isTrue();
  }

  @Test
  void whatIsNoBrowserMay() {
    assertThat(allows(Map.of(), new Exchange("GET", "/ws"))).isTrue();
  }
}
