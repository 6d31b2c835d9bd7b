package evalx.submission;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FirstDifferenceTest {
  private static final Checker.Tokens TOKENS = new Checker.Tokens(false, Optional.empty());

  private static final List<Checker.Comparison> CHECKERS =
      List.of(
          new Checker.Lines(),
          new Checker.Exact(),
          new Checker.Unordered(),
          TOKENS,
          new Checker.Tokens(true, Optional.of(new Checker.Tokens.Tolerance(0.01, 0.01))));

  private static final List<String> PIECES =
      List.of("a", "A", "b", " ", "\t", "\n", "\r\n", "\f", "1", "1.001", "nan", "\ufeff", "ü");

  private static Checker.Comparison checker(String kind) {
    return CHECKERS.stream()
        .filter(each -> each.kind().label().equals(kind))
        .findFirst()
        .orElseThrow();
  }

  private static Optional<Difference> find(
      Checker.Comparison checker, byte[] expected, byte[] actual) throws IOException {
    return FirstDifference.find(
        checker, () -> new ByteArrayInputStream(expected), () -> new ByteArrayInputStream(actual));
  }

  /** What it forgives and another does not would be told as what is wrong. */
  @Test
  void noneIsLookedForWhereTheComparisonForgivesMoreThanTheSearchKnows() throws IOException {
    assertThat(find(new Checker.Lenient(), "YES\n1\n".getBytes(UTF_8), "yes\n2\n".getBytes(UTF_8)))
        .isEmpty();
  }

  @Test
  void everyOtherComparisonIsSearchedHere() {
    assertThat(CHECKERS)
        .extracting(each -> (Object) each.getClass())
        .contains(
            Stream.of(Checker.Comparison.class.getPermittedSubclasses())
                .filter(each -> each != Checker.Lenient.class)
                .toArray());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        // checker|expected|got|kind|line|column|expected excerpt|got excerpt
        "lines|3\\n|\\n \\n|nothing_printed|1|1|3|",
        "lines|3\\n||nothing_printed|1|1|3|",
        "lines|1\\n2\\n|1\\n|ends_early|2|1|2|",
        "lines|1\\n|1\\n\\n2\\n|goes_on|3|1||2",
        "lines|1\\n2\\n3\\n4\\n|1\\n3\\n4\\n|missing_line|2|1|2|3",
        "lines|1\\n2\\n|Enter:\\n1\\n2\\n|extra_line|1|1|1|Enter:",
        "lines|9\\n10\\n|10\\n9\\n|order|1|1|9|10",
        "lines|ab\\ncd\\nx\\n|cb\\nad\\nx\\n|text|1|1|ab|cb",
        "lines|a  b\\n|a b\\n|blanks|1|3|a  b|a b",
        "lines|ok\\nYES\\n|ok\\nYes\\n|case|2|2|YES|Yes",
        "lines|x 0.3333\\n|x 0.33\\n|rounding|1|7|x 0.3333|x 0.33",
        "lines|2.5\\n|2\\n|rounding|1|2|2.5|2",
        "lines|3.0\\n|3\\n|rounding|1|2|3.0|3",
        "lines|41\\n|42\\n|number|1|2|41|42",
        "lines|über alles\\n|über allem\\n|text|1|10|über alles|über allem",
        "lines|grün\\n|gr?n\\n|encoding|1|3|grün|gr?n",
        "lines|grün\\n|grÃ¼n\\n|encoding|1|3|grün|grÃ¼n",
        "exact|a\\n|a|line_ends|1|2|a\\n|a",
        "exact|a\\nb\\n|a\\r\\nb\\n|line_ends|1|2|a\\n|a\\r\\n",
        "exact|a\\n|a \\n|blanks|1|2|a\\n|a \\n",
        "exact|a\\n|a\\n\\n|line_ends|2|1||\\n",
        "tokens|1 2 3\\n|1\\n2 4\\n|number|2|3|3|4",
        "tokens|1 yes\\n|1 Yes\\n|case|1|3|yes|Yes",
        "tokens|1 2\\n|1\\n|ends_early|2|1|2|",
        "tokens|1\\n|1 2\\n|goes_on|1|3||2",
        "tokens|ü 0.50\\n|ü 0.5\\n|rounding|1|6|0.50|0.5",
        "unordered|a\\nb\\nb\\n|b\\na\\n|missing_line|2|1|b|",
        "unordered|a\\nb\\n|b\\na\\na\\n|extra_line|3|1||a",
        "unordered|a\\nYES\\n|Yes\\na\\n|case|1|2|YES|Yes",
      })
  void findsTheFirstDifference(
      String kind,
      String expected,
      String actual,
      String difference,
      long line,
      long column,
      String expectedExcerpt,
      String actualExcerpt)
      throws IOException {
    var found = find(checker(kind), bytes(expected), bytes(actual));

    assertThat(found)
        .contains(
            new Difference(
                Difference.Kind.labelled(difference).orElseThrow(),
                line,
                column,
                text(expectedExcerpt),
                text(actualExcerpt)));
  }

  private static String text(String escaped) {
    return escaped == null ? "" : escaped.translateEscapes();
  }

  private static byte[] bytes(String escaped) {
    return text(escaped).getBytes(UTF_8);
  }

  @Test
  void otherEncodingsAreRecognized() throws IOException {
    var expected = "grün\n".getBytes(UTF_8);

    for (var actual : List.of("grün\n".getBytes(ISO_8859_1), "grün\n".getBytes(UTF_16))) {
      assertThat(find(new Checker.Lines(), expected, actual))
          .get()
          .extracting(Difference::kind)
          .isEqualTo(Difference.Kind.ENCODING);
    }
  }

  @Test
  void excerptsAreAroundTheDifferenceAndShort() throws IOException {
    var expected = "ä".repeat(1000) + "x" + "b".repeat(1000);
    var found =
        find(
            new Checker.Lines(),
            expected.getBytes(UTF_8),
            expected.replace('x', 'y').getBytes(UTF_8));

    assertThat(found).isPresent();
    assertThat(found.get().column()).isEqualTo(1001);
    assertThat(found.get().expected()).isEqualTo("…" + "ä".repeat(20) + "x" + "b".repeat(39) + "…");
    assertThat(found.get().got()).isEqualTo("…" + "ä".repeat(20) + "y" + "b".repeat(39) + "…");
  }

  @Test
  void aDifferenceBehindWhatIsKeptOfALineIsFound() throws IOException {
    var expected = "a".repeat(100_000);

    var found =
        find(new Checker.Lines(), expected.getBytes(UTF_8), (expected + "b").getBytes(UTF_8));

    assertThat(found).get().extracting(Difference::line).isEqualTo(1L);
  }

  /** A difference is there exactly where the checker does not accept. */
  @Test
  void agreesWithTheVerdict() throws IOException {
    var random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      var expected = output(random);
      var actual = random.nextInt(3) == 0 ? output(random) : changed(expected, random);
      for (var checker : CHECKERS) {
        var bytes = expected.getBytes(UTF_8);
        assertThat(find(checker, bytes, actual.getBytes(UTF_8)).isEmpty())
            .as("%s: %s and %s", checker, expected, actual)
            .isEqualTo(checker.accepts(bytes, actual.getBytes(UTF_8)));
      }
    }
  }

  private static String output(Random random) {
    var text = new StringBuilder();
    for (int i = random.nextInt(8); i > 0; i--) {
      text.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    return text.toString();
  }

  private static String changed(String text, Random random) {
    int at = random.nextInt(text.length() + 1);
    return text.substring(0, at)
        + PIECES.get(random.nextInt(PIECES.size()))
        + text.substring(Math.min(text.length(), at + random.nextInt(2)));
  }

  /** Outputs that are read as streams, and held nowhere. */
  @Test
  void outputsMayBeLargerThanTheHeap() throws IOException {
    var lines = 3_000_000;

    var found =
        FirstDifference.find(
            new Checker.Lines(), () -> new Zeros(lines, '1'), () -> new Zeros(lines, '2'));

    assertThat(found).contains(new Difference(Difference.Kind.NUMBER, lines + 1L, 1, "1", "2"));
  }

  /** Lines that are 0000000, and one character after them. */
  private static final class Zeros extends InputStream {
    private final long size;
    private final char last;
    private long at;

    Zeros(long lines, char last) {
      this.size = lines * 8;
      this.last = last;
    }

    @Override
    public int read() {
      at++;
      if (at > size) {
        return at == size + 1 ? last : -1;
      }
      return at % 8 == 0 ? '\n' : '0';
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      int next = read();
      if (next < 0) {
        return -1;
      }
      int count = 0;
      for (; next >= 0 && count < length; next = count < length ? read() : -1) {
        into[offset + count++] = (byte) next;
      }
      return count;
    }
  }

  @Test
  void tooManyDifferentLinesInAnyOrderAreNotCompared() throws IOException {
    var expected = new StringBuilder();
    for (int i = 0; i < 30_000; i++) {
      expected.append(i).append('\n');
    }

    assertThat(find(new Checker.Unordered(), expected.toString().getBytes(UTF_8), bytes("0\\n")))
        .isEmpty();
  }
}
