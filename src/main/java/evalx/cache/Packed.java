package evalx.cache;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Bytes behind a byte that says whether they are compressed: with gzip, above 1 KB. */
final class Packed {
  private static final int LARGE = 1024;
  private static final byte PLAIN = 0;
  private static final byte COMPRESSED = 1;

  private Packed() {}

  static byte[] of(byte[] bytes) {
    var out = new ByteArrayOutputStream(Math.min(bytes.length, LARGE) + 1);
    try {
      if (bytes.length <= LARGE) {
        out.write(PLAIN);
        out.write(bytes);
      } else {
        out.write(COMPRESSED);
        try (var gzip = new Fast(out)) {
          gzip.write(bytes);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /**
   * The bytes that were packed.
   *
   * @param most bytes that they may have
   */
  static byte[] open(byte[] packed, int most) throws IOException {
    if (packed.length == 0) {
      throw new BrokenEntry("it is empty");
    }
    var content = new ByteArrayInputStream(packed, 1, packed.length - 1);
    var bytes =
        switch (packed[0]) {
          case PLAIN -> Arrays.copyOfRange(packed, 1, packed.length);
          case COMPRESSED -> new GZIPInputStream(content).readNBytes(most + 1);
          default -> throw new BrokenEntry("it is packed in an unknown way");
        };
    if (bytes.length > most) {
      throw new BrokenEntry("it has more than " + most + " bytes");
    }
    return bytes;
  }

  /** A program's size matters less here than the time until it can run elsewhere. */
  private static final class Fast extends GZIPOutputStream {
    Fast(ByteArrayOutputStream out) throws IOException {
      super(out, 1 << 16);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
