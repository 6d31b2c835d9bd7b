package evalx.dialect.piston;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VersionRangeTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "*;        3.11.2; true",
        "x;        3.11.2; true",
        "latest;   trunk;  true",
        "3;        3.11.2; true",
        "v3;       3.11.2; true",
        "3.x;      3.11.2; true",
        "3.*;      4.0.0;  false",
        "3.11;     3.11.2; true",
        "3.1;      3.11.2; false",
        "3.11.2;   3.11.2; true",
        "=3.11.2;  3.11.2; true",
        "3.11.3;   3.11.2; false",
        "^3.8;     3.11.2; true",
        "^3.12;    3.11.2; false",
        "^0.9.1;   0.9.7;  true",
        "^0.9.1;   0.10.0; false",
        "^0.0.3;   0.0.4;  false",
        "^0;       0.10.0; true",
        "~3.11;    3.11.2; true",
        "~3.11.3;  3.11.2; false",
        "~3;       3.99.0; true",
        "~3.10;    3.11.2; false",
        ">=2;      3.11.2; true",
        ">= 3.12;  3.11.2; false",
        ">3;       3.11.2; false",
        ">3.10;    3.11.2; true",
        ">3.11.2;  3.11.2; false",
        "<4;       3.11.2; true",
        "<3;       3.11.2; false",
        "<=3.11;   3.11.2; true",
        "<=3.10.x; 3.11.2; false",
        ">=3.9 <3.11; 3.11.2; false",
        ">=3.9  <3.12; 3.11.2; true",
        "3.9 - 3.11; 3.11.2; true",
        "3.9 - 3.10; 3.11.2; false",
        "2 || 3.11; 3.11.2; true",
        "1||2;     3.11.2; false",
        "nonsense; 3.11.2; false",
        "3.11.2.1; 3.11.2; false",
        ">=3 nonsense; 3.11.2; false",
        "17;       17.0.15+6; true",
        "5.36;     5.36.0-7+deb12u2; true",
        "3;        trunk;  false"
      })
  void aRangeHasVersionsAsNpmHas(String range, String version, boolean has) {
    assertThat(VersionRange.of(range).has(version)).isEqualTo(has);
  }

  @ParameterizedTest
  @CsvSource({
    "3.10.0, 3.11.2, true",
    "v3.10, 3.11.2, true",
    "2.7.18, 3.11.2, false",
    "^3.12, 3.11.2, false",
    "3, 3.11.2, false",
    "3.10.x, 3.11.2, false"
  })
  void aSingleVersionHasOthersWithTheSameFirstNumber(String range, String version, boolean has) {
    assertThat(VersionRange.of(range).sameMajor().filter(all -> all.has(version)).isPresent())
        .isEqualTo(has);
  }

  /** A version comes from anybody, and is as long as a request may be. */
  @ParameterizedTest
  @ValueSource(strings = {" ", "|", "1 ", "- ", "<", "1."})
  void noTextTakesLong(String repeated) {
    var text = "1" + repeated.repeat(500_000) + "1";
    assertTimeout(
        Duration.ofSeconds(5), () -> assertThat(VersionRange.of(text).has("3.11.2")).isFalse());
  }
}
