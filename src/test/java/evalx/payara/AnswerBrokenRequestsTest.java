package evalx.payara;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerBrokenRequestsTest {
  @ParameterizedTest
  @CsvSource({
    "/, true",
    "/submissions/x, true",
    "/a/../b, true",
    "/a/./../b/.., true",
    "//languages, true",
    "/..., true",
    "*, true",
    "/.., false",
    "/../etc/passwd, false",
    "/a/../../b, false",
    "/./../b, false",
    "x:1, false",
    "/a\\b, false",
  })
  void aPathThatLeadsOutOfTheRootIsSeen(String path, boolean within) {
    assertThat(AnswerBrokenRequests.isWithinRoot(path)).isEqualTo(within);
  }
}
