package evalx.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
  private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0                             | 0",
        "120                           | 120",
        "' 7 '                         | 7",
        "999999999                     | 999999999",
        "Sat, 28 Nov 2026 12:00:30 GMT | 30",
        "Sat, 28 Nov 2026 11:00:00 GMT | 0",
      })
  void secondsAndDates(String text, long seconds) {
    assertThat(RetryAfter.parse(text, NOW)).contains(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "1.5", "soon", "99999999999999999999", "2026-11-28T12:00:30Z"})
  void everythingElseSaysNothing(String text) {
    assertThat(RetryAfter.parse(text, NOW)).isEmpty();
  }
}
