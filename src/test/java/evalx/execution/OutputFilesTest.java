package evalx.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutputFilesTest {
  @ParameterizedTest
  @CsvSource({
    "größe.txt, größe.txt, true",
    "gr??e.*, größe.txt, true",
    "?.*, 😀.😀, true",
    "😀*, 😀, true",
    "*, a/b, false",
    "?, /, false",
    "*/*, a/b, true",
    "a*b/c*d, axb/cyd, true",
    "a*b/c*d, axb/c/d, false",
    "*ab*b, aab, false",
    "*ab*b, abaabb, true",
    "**a?c**, xabcabc, true",
    "a*a, a, false",
    "[a].(b)\\E, [a].(b)\\E, true",
    "a.b, axb, false",
  })
  void starsAndQuestionMarksStandForPartsOfAName(String pattern, String name, boolean fits) {
    assertThat(OutputFiles.pattern(pattern).matcher(name).matches()).isEqualTo(fits);
  }

  @Test
  void manyStarsTakeNoLonger() {
    var pattern = OutputFiles.pattern("*a".repeat(200) + "*b");
    var fits =
        assertTimeoutPreemptively(
            Duration.ofSeconds(30), () -> pattern.matcher("a".repeat(255)).matches());
    assertThat(fits).isFalse();
  }
}
