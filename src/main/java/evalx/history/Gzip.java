package evalx.history;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Compresses what is kept. */
final class Gzip {
  private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 255};

  /** The most bytes of a stored block. */
  private static final int MAX_STORED = 0xffff;

  private Gzip() {}

  static byte[] pack(byte[] bytes) {
    var out = new ByteArrayOutputStream(Math.max(64, bytes.length / 4));
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /**
   * The same bytes in the form of gzip, stored and not compressed (RFC 1951, 3.2.4), which takes no
   * more time than copying them.
   */
  static byte[] wrap(byte[] bytes) {
    int blocks = Math.max(1, (bytes.length + MAX_STORED - 1) / MAX_STORED);
    var out =
        ByteBuffer.allocate(HEADER.length + blocks * 5 + bytes.length + 2 * Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(HEADER);
    for (int i = 0; i < blocks; i++) {
      int begin = i * MAX_STORED;
      int length = Math.min(MAX_STORED, bytes.length - begin);
      out.put((byte) (i == blocks - 1 ? 1 : 0)).putShort((short) length).putShort((short) ~length);
      out.put(bytes, begin, length);
    }
    var checksum = new CRC32();
    checksum.update(bytes);
    return out.putInt((int) checksum.getValue()).putInt(bytes.length).array();
  }

  /**
   * The bytes that were packed.
   *
   * @throws IOException when it is not gzip, or holds more than {@code maxBytes}
   */
  static byte[] unpack(byte[] packed, int maxBytes) throws IOException {
    try (var gzip = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      var bytes = gzip.readNBytes(maxBytes + 1);
      if (bytes.length > maxBytes) {
        throw new IOException("more than " + maxBytes + " bytes");
      }
      return bytes;
    }
  }
}
