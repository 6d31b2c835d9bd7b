package evalx.cache;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Reads the parts of an entry and believes none of their sizes. */
final class EntryReader {
  private static final Duration LONGEST = Duration.ofHours(1);

  private final DataInputStream in;

  EntryReader(byte[] entry, int format) throws IOException {
    in = new DataInputStream(new ByteArrayInputStream(entry));
    if (in.readInt() != format) {
      throw new BrokenEntry("it has another format");
    }
  }

  int number(int least, int most) throws IOException {
    int number = in.readInt();
    if (number < least || number > most) {
      throw new BrokenEntry("a number is out of range");
    }
    return number;
  }

  boolean flag() throws IOException {
    return number(0, 1) == 1;
  }

  long kib() throws IOException {
    long kib = in.readLong();
    if (kib < 0 || kib > 1L << 40) {
      throw new BrokenEntry("a size is out of range");
    }
    return kib;
  }

  Duration time() throws IOException {
    var time = Duration.ofNanos(in.readLong());
    if (time.isNegative() || time.compareTo(LONGEST) > 0) {
      throw new BrokenEntry("a time is out of range");
    }
    return time;
  }

  byte[] bytes() throws IOException {
    return in.readNBytes(number(0, in.available() - Integer.BYTES));
  }

  String text() throws IOException {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  void end() throws IOException {
    if (in.available() > 0) {
      throw new BrokenEntry("something follows its end");
    }
  }
}
