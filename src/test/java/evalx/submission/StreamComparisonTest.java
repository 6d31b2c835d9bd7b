package evalx.submission;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StreamComparisonTest {
  private static final List<Checker.Comparison> CHECKERS =
      List.of(
          new Checker.Lines(),
          new Checker.Exact(),
          new Checker.Unordered(),
          new Checker.Lenient(),
          new Checker.Tokens(false, Optional.empty()),
          new Checker.Tokens(true, Optional.empty()),
          new Checker.Tokens(false, Optional.of(new Checker.Tokens.Tolerance(0.01, 0.01))));

  /** The pieces of which outputs differ in all ways that a checker may or may not forgive. */
  private static final List<String> PIECES =
      List.of(
          "a",
          "A",
          "b",
          " ",
          "  ",
          "\t",
          "\n",
          "\r\n",
          "\f",
          "\u000b",
          "1",
          "1.001",
          "1.5",
          "-inf",
          "nan",
          "1e3",
          "1000",
          "\u00ef\u00bb\u00bf",
          "x".repeat(300));

  private static boolean accepts(Checker.Comparison checker, byte[] expected, byte[] actual)
      throws IOException {
    return StreamComparison.accepts(checker, drip(expected), drip(actual));
  }

  /** Gives fewer bytes than were asked for, as a stream may. */
  private static InputStream drip(byte[] bytes) {
    return new ByteArrayInputStream(bytes) {
      @Override
      public synchronized int read(byte[] into, int offset, int length) {
        return super.read(into, offset, Math.min(7, length));
      }
    };
  }

  @Test
  void streamsCompareAsBytesDo() throws IOException {
    var random = new Random(20261128);
    for (int i = 0; i < 20_000; i++) {
      var expected = output(random);
      var actual = random.nextInt(3) == 0 ? output(random) : changed(expected, random);
      for (Checker.Comparison checker : CHECKERS) {
        assertThat(accepts(checker, bytes(expected), bytes(actual)))
            .as("%s: <%s> and <%s>", checker, expected, actual)
            .isEqualTo(checker.accepts(bytes(expected), bytes(actual)));
      }
    }
  }

  @Test
  void largeOutputsAreTheSameToTheLastByte() throws IOException {
    var expected = bytes("12345 67890\n".repeat(30_000));
    for (Checker.Comparison checker : CHECKERS) {
      assertThat(accepts(checker, expected, expected.clone())).isTrue();
      var other = expected.clone();
      other[other.length - 2] = '7';
      assertThat(accepts(checker, expected, other)).as("%s", checker).isEqualTo(close(checker));
    }
  }

  /** 67890 and 67897 are within a hundredth. */
  private static boolean close(Checker checker) {
    return checker instanceof Checker.Tokens tokens && tokens.numbers().isPresent();
  }

  private static String output(Random random) {
    var text = new StringBuilder();
    for (int i = random.nextInt(6); i >= 0; i--) {
      text.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    return text.toString();
  }

  private static String changed(String text, Random random) {
    var at = random.nextInt(text.length() + 1);
    var to = Math.min(text.length(), at + random.nextInt(2));
    return text.substring(0, at) + PIECES.get(random.nextInt(PIECES.size())) + text.substring(to);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
