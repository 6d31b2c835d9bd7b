package evalx.dialect.piston;

import evalx.format.ByteByByte;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Set;

/**
 * A text as Open-R1's package gives it to a program or compares it: without a carriage return
 * before the end of a line, and an expected output without empty lines.
 */
final class GraderText extends ByteByByte {
  private static final int NOTHING = -2;
  private static final int MAX_WORD = 4;
  private static final Set<String> YES_OR_NO = Set.of("yes", "no");

  private final InputStream in;
  private final boolean withoutEmptyLines;
  private int pending = NOTHING;
  private boolean atBegin = true;
  private final StringBuilder word = new StringBuilder();
  private boolean saysYesOrNo;

  GraderText(InputStream in, boolean withoutEmptyLines) {
    this.in = new BufferedInputStream(in);
    this.withoutEmptyLines = withoutEmptyLines;
  }

  /** Whether one of the words that were read is yes or no. */
  boolean saysYesOrNo() {
    return saysYesOrNo;
  }

  @Override
  protected int next() throws IOException {
    var c = withoutReturn();
    while (withoutEmptyLines && atBegin && c == '\n') {
      c = withoutReturn();
    }
    atBegin = c == '\n';
    note(c);
    return c;
  }

  private int withoutReturn() throws IOException {
    var c = raw();
    if (c != '\r') {
      return c;
    }
    var after = raw();
    if (after == '\n' || after < 0) {
      return after;
    }
    pending = after;
    return c;
  }

  private int raw() throws IOException {
    var c = pending == NOTHING ? in.read() : pending;
    pending = NOTHING;
    return c;
  }

  /** The first letters of a word are enough to tell that it is longer. */
  private void note(int c) {
    if ((c >= 0 && Character.isLetterOrDigit(c)) || c == '_') {
      if (word.length() < MAX_WORD) {
        word.append((char) c);
      }
    } else if (!word.isEmpty()) {
      saysYesOrNo |= YES_OR_NO.contains(word.toString().toLowerCase(Locale.ROOT));
      word.setLength(0);
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
