package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.system.OpenR1Scores.Case;
import evalx.system.OpenR1Scores.Problem;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Open-R1's rewards for problems of Codeforces, whose tests come as files of a grader. */
@ExtendWith(SharedProduct.class)
class OpenR1IT {
  /** Takes any divisor of the input, and wants no empty line in the output. */
  private static final String CHECKER =
      """
      import sys

      def main():
          given, answer, output = [open(name).read() for name in sys.argv[1:4]]
          assert answer == "any\\n"
          if "\\n\\n" in output or int(given) % int(output) != 0:
              print(0)
              return
          print(100)

      if __name__ == "__main__":
          main()
      """;

  private static final Problem SUM = new Problem(1, 256, "stdio", "");
  private static final Problem SUM_OF_FILES = new Problem(1, 256, "file", "");
  private static final Problem DIVISOR = new Problem(1, 256.0, "stdio", CHECKER);
  private static final List<Case> SUMS =
      List.of(new Case("1 2\r\n", "Yes\r\n3\r\n"), new Case("2 2\n", "no 4\n"));
  private static final String READ = "a, b = map(int, %s.split())\n";
  private static final String PRINT =
      "print('%s' if a == 1 else 'NO', end='  \\n\\n'); print(a + b)";

  private static OpenR1Scores scores;

  @BeforeAll
  static void connect(Product product) {
    scores = new OpenR1Scores(product.client());
  }

  @Test
  void aProgramIsScoredByItsTests() {
    var right = READ.formatted("input()") + PRINT.formatted("YES");
    assertThat(scores.of(SUM, "python", right, SUMS)).isEqualTo(1.1);
    assertThat(scores.of(SUM, "python", READ.formatted("input()") + PRINT.formatted("no"), SUMS))
        .isEqualTo(0.05);
    var cpp =
        "#include <iostream>\nint main() { int a, b; std::cin >> a >> b;"
            + " std::cout << (a == 1 ? \"yes \" : \"no \") << a + b; }";
    assertThat(scores.of(SUM, "cpp", cpp, SUMS)).isEqualTo(1.1);
    assertThat(scores.of(SUM, "cpp", "int main() { return x; }", SUMS)).isEqualTo(-0.1);
  }

  @Test
  void aProgramOfAnOldProblemReadsAndWritesFiles() {
    var program =
        READ.formatted("open('input.txt').read()")
            + "print('Yes' if a == 1 else 'no', a + b, file=open('output.txt', 'w'))";
    assertThat(scores.of(SUM_OF_FILES, "python", program, SUMS)).isEqualTo(1.1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "print(); print(int(input()) // 2)|1.1",
        "print(int(input()) - 1)|0",
        "print('none')|0",
        "while True: pass|0",
        "x = 'x' * (300 << 20); print(1)|0",
        "raise SystemExit(1)|0",
        "def(|0",
        "print(open('correct_output.txt').read())|0",
      })
  void aCheckerDecides(String program, double score) {
    assertThat(scores.of(DIVISOR, "python", program, List.of(new Case("12\n", "any\n"))))
        .isEqualTo(score);
  }
}
