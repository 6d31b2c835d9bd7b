package evalx.hint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinePatternTest {
  private static List<String> find(String pattern, String text) {
    return LinePattern.parse(pattern).find(text).orElse(List.of("nothing"));
  }

  @Test
  void findsTextWithinALine() {
    assertThat(
            find("NameError: name '*' is not defined", "x\nNameError: name 'totl' is not defined."))
        .containsExactly("totl");
    assertThat(
            find("Index * out of bounds for length *", "Index 3 out of bounds for length 2\nat x"))
        .containsExactly("3", "2");
    assertThat(find("EOFError", "EOFError: end")).isEmpty();
  }

  @Test
  void aStarEndsWithItsLine() {
    assertThat(find("a*b", "a\nb")).containsExactly("nothing");
    assertThat(find("a*b", "a\na1b")).containsExactly("1");
    assertThat(find("a*", "a\nb")).containsExactly("");
  }

  @Test
  void whatIsFoundIsShort() {
    assertThat(find("name *", "name " + "ü".repeat(1000)).get(0)).isEqualTo("ü".repeat(60) + "…");
  }

  /** Each of these makes a backtracking engine try every way to split the text. */
  @Test
  void hostileTextCostsNoMore() {
    var pattern = LinePattern.parse("a" + "*a".repeat(90) + "b");

    assertThat(pattern.find("a".repeat(64 << 10))).isEmpty();
    assertThat(pattern.find("a\n".repeat(32 << 10))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "*a", "a**b", "a\nb"})
  void unfitPatternsAreRefused(String text) {
    assertThatThrownBy(() -> LinePattern.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
