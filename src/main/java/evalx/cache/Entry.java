package evalx.cache;

import evalx.redis.Packed;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** What entries of the caches are made of. Nothing that is read is trusted, least of all a size. */
final class Entry {
  private static final Duration MAX_TIME = Duration.ofHours(1);

  private Entry() {}

  /** Writes the parts of an entry. */
  interface Writer {
    void write(DataOutputStream out) throws IOException;
  }

  /** Reads the parts of an entry in the order in which they were written. */
  interface Reader<T> {
    T read(DataInputStream in) throws IOException;
  }

  /**
   * An entry.
   *
   * @param format the number of its format, which is its beginning
   */
  static byte[] write(int format, Writer parts) {
    return Packed.pack(plain(format, parts));
  }

  private static byte[] plain(int format, Writer parts) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.writeInt(format);
      parts.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads an entry.
   *
   * @param max bytes that it may have when it is unpacked
   * @throws IOException when it is not one that this version wrote
   */
  static <T> T read(int format, byte[] entry, int max, Reader<T> parts) throws IOException {
    var in = new DataInputStream(new ByteArrayInputStream(Packed.unpack(entry, max)));
    if (in.readInt() != format) {
      throw new IOException("unknown format");
    }
    var value = parts.read(in);
    if (in.available() > 0) {
      throw new IOException("trailing bytes");
    }
    return value;
  }

  static long number(long number, long min, long max) throws IOException {
    if (number < min || number > max) {
      throw new IOException("a number is out of range");
    }
    return number;
  }

  static Duration time(DataInputStream in) throws IOException {
    return Duration.ofNanos(number(in.readLong(), 0, MAX_TIME.toNanos()));
  }

  static void bytes(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  static byte[] bytes(DataInputStream in) throws IOException {
    return in.readNBytes((int) number(in.readInt(), 0, in.available()));
  }

  static void text(DataOutputStream out, String text) throws IOException {
    bytes(out, text.getBytes(StandardCharsets.UTF_8));
  }

  static String text(DataInputStream in) throws IOException {
    return new String(bytes(in), StandardCharsets.UTF_8);
  }
}
