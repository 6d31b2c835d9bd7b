package evalx.result;

import evalx.redis.Packed;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A result as it lies in the store, JSON that is compressed with gzip where it is not small, and
 * what changes after it: how far its webhook is.
 *
 * @param webhook JSON that is the last member of what clients read; empty where there is none
 */
public record StoredResult(byte[] packed, Optional<byte[]> webhook) {
  /** Bytes of a result's JSON, far above what {@code ResultWriter} makes. */
  private static final int MAX_PLAIN = 32 << 20;

  private static final byte[] MEMBER = ",\"webhook\":".getBytes(StandardCharsets.US_ASCII);

  /** A result without a webhook. */
  public StoredResult(byte[] packed) {
    this(packed, Optional.empty());
  }

  /** A result of which this is the JSON. */
  public static StoredResult of(byte[] json) {
    return new StoredResult(Packed.pack(json));
  }

  /** The result alone, as it ended. */
  public StoredResult withoutWebhook() {
    return new StoredResult(packed);
  }

  /** Whether the packed bytes are a gzip stream of what clients read. */
  public boolean isCompressed() {
    return webhook.isEmpty() && Packed.isCompressed(packed);
  }

  /** Bytes of the JSON. */
  public int plainLength() {
    return Packed.plainLength(packed) + webhook.map(json -> MEMBER.length + json.length).orElse(0);
  }

  /** The JSON, piece by piece. */
  public InputStream open() throws IOException {
    var result = Packed.open(packed);
    return webhook.isEmpty() ? result : withMember(result, webhook.get());
  }

  /** Puts the member before the last byte, which closes the object. */
  private InputStream withMember(InputStream result, byte[] json) {
    var member = new byte[MEMBER.length + json.length + 1];
    System.arraycopy(MEMBER, 0, member, 0, MEMBER.length);
    System.arraycopy(json, 0, member, MEMBER.length, json.length);
    member[member.length - 1] = '}';
    return new SequenceInputStream(
        new Beginning(result, Packed.plainLength(packed) - 1), new ByteArrayInputStream(member));
  }

  /** The JSON as a whole. */
  public byte[] json() {
    try (var in = open()) {
      var bytes = in.readNBytes(MAX_PLAIN + 1);
      if (bytes.length > MAX_PLAIN) {
        throw new IOException("more than " + MAX_PLAIN + " bytes");
      }
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException("a stored result is damaged", e);
    }
  }

  /** The first bytes of a stream. */
  private static final class Beginning extends FilterInputStream {
    private int left;

    Beginning(InputStream in, int length) {
      super(in);
      left = length;
    }

    @Override
    public int read() throws IOException {
      var next = new byte[1];
      return read(next, 0, 1) < 0 ? -1 : next[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      if (left == 0) {
        return -1;
      }
      int count = super.read(to, offset, Math.min(length, left));
      left -= Math.max(0, count);
      return count;
    }
  }
}
