package evalx.submission;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CheckerTest {
  @ParameterizedTest
  @CsvSource({
    "lines, '1\n2\n', '1\n2', true",
    "lines, '1\n2', '1  \n2\t\r\n\n\n', true",
    "lines, '', '\n \n', true",
    "lines, '1\n2', '1\n\n2', false",
    "lines, '1 2', '1  2', false",
    "lines, ' 1', '1', false",
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
  })
  void accepts(String type, String expected, String actual, boolean accepted) {
    var checker = Checker.Kind.labelled(type).orElseThrow().checker(1e-6);

    assertThat(checker.accepts(bytes(expected), bytes(actual))).isEqualTo(accepted);
  }

  @ParameterizedTest
  @EnumSource
  void aCheckerIsOfTheKindThatMadeIt(Checker.Kind kind) {
    var checker = kind.checker(0.5);

    assertThat(checker.kind()).isEqualTo(kind);
    assertThat(checker.tolerance()).isEqualTo(kind.takesTolerance() ? 0.5 : 0);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
