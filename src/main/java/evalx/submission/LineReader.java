package evalx.submission;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads an output line by line, or token by token, and keeps the beginning of each only. */
final class LineReader {
  /** Bytes that are kept of each. */
  static final int MAX_KEPT = 16 << 10;

  private static final long FACTOR = 0x100000001b3L;

  /** What an output is taken apart into. */
  enum Unit {
    /** Lines with all that is in them, their ends included. */
    EXACT_LINES,
    /** Lines without the white space at their ends. */
    LINES,
    /** What white space separates. */
    TOKENS
  }

  private final ByteReader in;
  private final Unit unit;
  private final List<OutputLine> ahead = new ArrayList<>();
  private long number = 1;
  private long column;

  LineReader(InputStream in, Unit unit) throws IOException {
    this.in = new ByteReader(in);
    this.unit = unit;
    if (unit != Unit.EXACT_LINES) {
      this.in.skipMark();
    }
  }

  /** The next one; from the end on {@link OutputLine#end}. */
  OutputLine next() throws IOException {
    return ahead.isEmpty() ? read() : ahead.remove(0);
  }

  /** One that comes later, 0 for the next. */
  OutputLine peek(int index) throws IOException {
    while (ahead.size() <= index) {
      ahead.add(read());
    }
    return ahead.get(index);
  }

  private OutputLine read() throws IOException {
    return unit == Unit.TOKENS ? token() : line();
  }

  private OutputLine line() throws IOException {
    int b = in.next();
    if (b == ByteReader.END) {
      return OutputLine.end(number);
    }
    var exact = unit == Unit.EXACT_LINES;
    var draft = new Draft();
    while (b != ByteReader.END && b != '\n') {
      draft.add(b, exact || !ByteReader.isBlank(b));
      b = in.next();
    }
    if (b == '\n' && exact) {
      draft.add(b, true);
    }
    return draft.line(number++, 0);
  }

  private OutputLine token() throws IOException {
    int b = nextCounted();
    while (b != ByteReader.END && ByteReader.isBlank(b)) {
      b = nextCounted();
    }
    if (b == ByteReader.END) {
      return OutputLine.end(number);
    }
    var draft = new Draft();
    long line = number;
    long before = column - 1;
    while (!ByteReader.isBlank(b)) {
      draft.add(b, true);
      b = nextCounted();
    }
    return draft.line(line, before);
  }

  private int nextCounted() throws IOException {
    int b = in.next();
    if (b == '\n') {
      number++;
      column = 0;
    } else if (Characters.begins((byte) b)) {
      column++;
    }
    return b;
  }

  /** What was read of one. */
  private static final class Draft {
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream(64);
    private long hash;
    private long hashUpToLast;
    private int keptUpToLast;

    /**
     * @param counts whether it belongs to the line even if only white space follows
     */
    void add(int b, boolean counts) {
      hash = (hash + b + 1) * FACTOR;
      if (kept.size() < MAX_KEPT) {
        kept.write(b);
      }
      if (counts) {
        hashUpToLast = hash;
        keptUpToLast = kept.size();
      }
    }

    OutputLine line(long number, long before) {
      return new OutputLine(
          number, before, Arrays.copyOf(kept.toByteArray(), keptUpToLast), hashUpToLast, false);
    }
  }
}
