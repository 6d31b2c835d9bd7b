package evalx.history;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Compresses what is kept. */
final class Gzip {
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
