package evalx.result;

import evalx.redis.Packed;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * A result as it lies in the store: JSON, compressed with gzip where it is not small.
 *
 * @param packed as a client may have it that accepts gzip
 */
public record StoredResult(byte[] packed) {
  /** Bytes of a result's JSON, far above what {@code ResultWriter} makes. */
  private static final int MAX_PLAIN = 32 << 20;

  /** A result of which this is the JSON. */
  public static StoredResult of(byte[] json) {
    return new StoredResult(Packed.pack(json));
  }

  /** Whether the packed bytes are a gzip stream and not the JSON itself. */
  public boolean isCompressed() {
    return Packed.isCompressed(packed);
  }

  /** Bytes of the JSON. */
  public int plainLength() {
    return Packed.plainLength(packed);
  }

  /** The JSON, piece by piece. */
  public InputStream open() throws IOException {
    return Packed.open(packed);
  }

  /** The JSON as a whole. */
  public byte[] json() {
    try {
      return Packed.unpack(packed, MAX_PLAIN);
    } catch (IOException e) {
      throw new UncheckedIOException("a stored result is damaged", e);
    }
  }
}
