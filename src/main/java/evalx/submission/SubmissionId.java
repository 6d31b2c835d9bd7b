package evalx.submission;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

/**
 * Identifies a submission from its acceptance to the end of its result; clients call it a token.
 */
public record SubmissionId(UUID value) {
  private static final int UUID_LENGTH = 36;

  /** A new id that cannot be guessed. */
  public static SubmissionId random() {
    return new SubmissionId(UUID.randomUUID());
  }

  /** One of the ids that follow from a seed: without it, none of them can be guessed. */
  public static SubmissionId derived(UUID seed, int index) {
    var hash = ByteBuffer.wrap(Sha256.of((seed + "/" + index).getBytes(StandardCharsets.US_ASCII)));
    // The bits that make it a random UUID, as RFC 9562 has them.
    var high = (hash.getLong() & ~0xF000L) | 0x4000L;
    var low = (hash.getLong() & ~(3L << 62)) | (2L << 62);
    return new SubmissionId(new UUID(high, low));
  }

  /** The id that a text names; empty unless it is a UUID in the usual form of 36 characters. */
  public static Optional<SubmissionId> parse(String text) {
    if (text == null || text.length() != UUID_LENGTH) {
      return Optional.empty();
    }
    try {
      var uuid = UUID.fromString(text);
      return uuid.toString().equalsIgnoreCase(text)
          ? Optional.of(new SubmissionId(uuid))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
