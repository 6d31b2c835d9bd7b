package evalx.submission;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckerTest {
  @ParameterizedTest
  @CsvSource({
    "lines, '1\n2\n', '1\n2', true",
    "lines, '1\n2', '1  \n2\t\r\n\n\n', true",
    "lines, '', '\n \n', true",
    "lines, '1\n2', '1\n\n2', false",
    "lines, '1 2', '1  2', false",
    "lines, ' 1', '1', false",
    "lines, '1\n', '\n1\n', false",
    "lines, '1', '', false",
    "lines, '1', '1\n2', false",
    "exact, '1\n', '1\n', true",
    "exact, '1\n', '1', false",
    "tokens, '1 2\n3', '1\n2   3\n', true",
    "tokens, '1 2', '12', false",
    "tokens, '1', '1 2', false",
    "tokens, '1.0', '1', false",
    "float, '0.333333', '0.3333334', true",
    "float, '1000000', '1000000.5', true",
    "float, 'x 1', 'x 1.0000001', true",
    "float, '1', '1.1', false",
    "float, 'nan', 'nan', true",
    "float, '1', 'NaN', false",
    "float, '1e400', '1e401', false",
    "float, '1', 'x', false",
    "float, 'inf', 'Infinity', true",
    "float, 'Infinity', '+INF', true",
    "float, '-inf', '-Infinity', true",
    "float, 'inf', '-inf', false",
    "float, 'inf', '1e999', false",
    "float, '1', 'inf', false",
    "float, 'nan', 'NaN', true",
    "float, 'nan', '-nan', true",
    "float, 'nan', 'inf', false",
    "tokens, 'inf', 'Infinity', false",
    "lines, '\ufeff1\n2', '1\n2', true",
    "lines, '1', '\ufeff1', true",
    "lines, '\ufeff', '', true",
    "lines, '1\n\ufeff2', '1\n2', false",
    "tokens, '\ufeff 1', '1', true",
    "float, '\ufeff1.0', '1', true",
    "exact, '\ufeff1', '1', false",
    "float, '1', '1 1', false",
    "float, '1', '0x1p0', false",
    "float, '1', '1d', false",
    "unordered, '1\n2\n3', '3\n1\n2\n', true",
    "unordered, '1\n2\n2', '2\n1\n1', false",
    "unordered, '1\n2', '2 \t\r\n\n 1', false",
    "unordered, '1\n2', '2 \t\r\n\n1', true",
    "unordered, '12', '1\n2', false",
    "unordered, '1\n2', '1\n2\n3', false",
    "unordered, '', '\n \n', true",
    "unordered, 'a b', 'a  b', false",
    "unordered, '\ufeff1\n2', '2\n1', true",
    "lenient, '\n\nYes  1\nb\n', '  yES  1\t\r\n b', true",
    "lenient, 'a  b', 'a b', false",
    "lenient, 'a\n\nb', 'a\n \nb', true",
    "lenient, 'a\n\nb', 'a\nb', false",
    "lenient, 'a', 'a\nb', false",
    "lenient, 'a\nb', 'a', false",
    "lenient, '', ' \n', true",
    "lenient, '\ufeffa', 'a', true",
    "lenient, '100000', '100000.9', true",
    "lenient, '100000', '100002', false",
    "lenient, '0', '1e-16', true",
    "lenient, '0', '1e-9', false",
    "lenient, '1 1', '1.0 1', false",
    "any case, 'Yes NO', 'yES no', true",
    "any case, 'Yes', 'Yess', false",
    "tokens, 'Yes', 'yes', false",
    "absolute, '100', '100.009', true",
    "absolute, '100', '100.5', false",
    "relative, '100', '100.5', true",
    "relative, '0.1', '0.105', false",
    "relative, '-100', '-100.5', true",
  })
  void accepts(String type, String expected, String actual, boolean accepted) {
    assertThat(checker(type).accepts(bytes(expected), bytes(actual))).isEqualTo(accepted);
  }

  @Test
  void bytesOfZeroAreNoWhiteSpace() {
    assertThat(checker("lines").accepts(bytes("1\n"), bytes("1\n\0\0"))).isFalse();
  }

  private static Checker.Comparison checker(String type) {
    return switch (type) {
      case "lines" -> new Checker.Lines();
      case "exact" -> new Checker.Exact();
      case "unordered" -> new Checker.Unordered();
      case "lenient" -> new Checker.Lenient();
      case "tokens" -> new Checker.Tokens(false, Optional.empty());
      case "any case" -> new Checker.Tokens(true, Optional.empty());
      case "absolute" -> numbers(0.01, 0);
      case "relative" -> numbers(0, 0.01);
      default -> numbers(1e-6, 1e-6);
    };
  }

  private static Checker.Tokens numbers(double absolute, double relative) {
    return new Checker.Tokens(false, Optional.of(new Checker.Tokens.Tolerance(absolute, relative)));
  }

  @Test
  void millionsOfLinesInAnyOrderAreCompared() {
    var random = new Random(1);
    var lines = new ArrayList<String>();
    for (int i = 0; i < 200_000; i++) {
      lines.add(Integer.toString(random.nextInt(1000)));
    }
    var expected = bytes(String.join("\n", lines));
    Collections.shuffle(lines, random);
    var shuffled = bytes(String.join("\n", lines));
    lines.set(100_000, lines.get(100_000) + "0");
    var different = bytes(String.join("\n", lines));

    var checker = new Checker.Unordered();
    assertThat(checker.accepts(expected, shuffled)).isTrue();
    assertThat(checker.accepts(expected, different)).isFalse();
  }

  @Test
  void aLineThatGoesOnAfterManyBlanksIsNoNumber() {
    var checker = new Checker.Lenient();
    var blanks = " ".repeat(300);
    assertThat(checker.accepts(bytes("1"), bytes("1.0" + blanks))).isTrue();
    assertThat(checker.accepts(bytes("1"), bytes("1.0" + blanks + "x"))).isFalse();
    assertThat(checker.accepts(bytes("a" + blanks + "B"), bytes("A" + blanks + "b "))).isTrue();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
