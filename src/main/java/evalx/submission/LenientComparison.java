package evalx.submission;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Compares outputs line by line as SandboxFusion does. */
final class LenientComparison {
  /** 0.00001 of the expected number, which counts as at least 1e-10. */
  private static final Checker.Tokens.Tolerance NUMBERS = new Checker.Tokens.Tolerance(1e-15, 1e-5);

  private LenientComparison() {}

  static boolean matches(byte[] expected, byte[] actual) {
    try {
      return matches(
          new ByteReader(new ByteArrayInputStream(expected)),
          new ByteReader(new ByteArrayInputStream(actual)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static boolean matches(ByteReader expected, ByteReader actual) throws IOException {
    var point = LineSet.randomPoint();
    var expectedLines = new TrimmedLines(expected, point);
    var actualLines = new TrimmedLines(actual, point);
    while (true) {
      var e = expectedLines.next();
      var a = actualLines.next();
      if (e.isEmpty() || a.isEmpty()) {
        return e.isEmpty() && a.isEmpty();
      }
      if (!same(e.get(), a.get())) {
        return false;
      }
    }
  }

  private static boolean same(TrimmedLines.Line expected, TrimmedLines.Line actual) {
    return expected.blankLines() == actual.blankLines()
        && (expected.fingerprint() == actual.fingerprint()
            || TokenComparison.isClose(expected.number(), actual.number(), NUMBERS));
  }
}
