package evalx.submission;

import java.io.IOException;
import java.util.Optional;

/**
 * The lines of a text that is read once, without white space around them, in small letters and
 * without the blank lines around all. A line of any length takes no memory: it is a fingerprint, as
 * in {@link LineSet}.
 */
final class TrimmedLines {
  /** Longer lines are no numbers. */
  private static final int MAX_NUMBER = 256;

  private final ByteReader text;
  private final long point;
  private boolean begun;

  /**
   * The lines of a text.
   *
   * @param point at which fingerprints are taken: the same for texts that are compared
   */
  TrimmedLines(ByteReader text, long point) throws IOException {
    this.text = text;
    this.point = point;
    text.skipMark();
  }

  /**
   * A line that is not blank.
   *
   * @param blankLines between it and the line before
   * @param number what it has, if it is short enough for a number
   */
  record Line(long blankLines, long fingerprint, String number) {}

  /** The next line that is not blank. */
  Optional<Line> next() throws IOException {
    long blankLines = 0;
    int b = text.next();
    while (ByteReader.isBlank(b)) {
      if (b == ByteReader.END) {
        return Optional.empty();
      }
      if (b == '\n') {
        blankLines++;
      }
      b = text.next();
    }
    var line = line(begun ? blankLines : 0, b);
    begun = true;
    return Optional.of(line);
  }

  private Line line(long blankLines, int first) throws IOException {
    var start = new StringBuilder();
    long sum = 0;
    long upToLast = 0;
    long length = 0;
    long visible = 0;
    for (int b = first; b != '\n' && b != ByteReader.END; b = text.next()) {
      int small = b >= 'A' && b <= 'Z' ? b - 'A' + 'a' : b;
      sum = LineSet.with(sum, point, small);
      length++;
      if (length <= MAX_NUMBER) {
        start.append((char) small);
      }
      if (!ByteReader.isBlank(b)) {
        upToLast = sum;
        visible = length;
      }
    }
    return new Line(
        blankLines, upToLast, visible <= MAX_NUMBER ? start.substring(0, (int) visible) : "");
  }
}
