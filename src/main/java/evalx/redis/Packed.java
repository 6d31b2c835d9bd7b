package evalx.redis;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * What large values look like in Redis: compressed with gzip, which begins with bytes that none of
 * the formats inside (JSON, CBOR) begins with. Small values stay plain.
 */
public final class Packed {
  /** Bytes from which on a value is compressed. */
  private static final int MIN_BYTES = 1024;

  /** Bytes from which on the room for what they become is taken once, and not doubled again. */
  private static final int LARGE = 1 << 20;

  private static final int BUFFER = 1 << 14;
  private static final int MAGIC_0 = 0x1f;
  private static final int MAGIC_1 = 0x8b;
  private static final int TRAILER = Integer.BYTES;

  private Packed() {}

  /** The bytes, compressed where they are many. */
  public static byte[] pack(byte[] plain) {
    if (plain.length < MIN_BYTES) {
      return plain;
    }
    var expected = plain.length < LARGE ? plain.length / 4 : plain.length;
    var out = new ByteArrayOutputStream(expected + MIN_BYTES);
    try (var gzip = new FastGzip(out)) {
      gzip.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** Whether the bytes are a gzip stream. */
  public static boolean isCompressed(byte[] packed) {
    return packed.length > 2 * TRAILER
        && (packed[0] & 0xff) == MAGIC_0
        && (packed[1] & 0xff) == MAGIC_1;
  }

  /**
   * How many bytes come out of what {@link #pack} made. What others made may lie: use {@link
   * #unpack} for it.
   */
  public static int plainLength(byte[] packed) {
    if (!isCompressed(packed)) {
      return packed.length;
    }
    var length = 0;
    for (int i = 1; i <= TRAILER; i++) {
      length = (length << 8) | (packed[packed.length - i] & 0xff);
    }
    return length;
  }

  /** The plain bytes, piece by piece. */
  public static InputStream open(byte[] packed) throws IOException {
    var in = new ByteArrayInputStream(packed);
    return isCompressed(packed) ? new GZIPInputStream(in, BUFFER) : in;
  }

  /**
   * All plain bytes.
   *
   * @param max bytes that they may have
   * @throws IOException when they are more, or cannot be unpacked
   */
  public static byte[] unpack(byte[] packed, int max) throws IOException {
    try (var in = open(packed)) {
      var bytes = in.readNBytes(max + 1);
      if (bytes.length > max) {
        throw new IOException("more than " + max + " bytes");
      }
      return bytes;
    }
  }

  /** Storing and sending are fast: the time to compress matters more than the last tenth. */
  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(ByteArrayOutputStream out) throws IOException {
      super(out, BUFFER);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
