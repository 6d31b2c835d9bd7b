package evalx.history;

import evalx.submission.SubmissionId;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/**
 * The last submission of a page: the next page begins after it.
 *
 * <p>A position and not a number of rows, so that submissions that come meanwhile move nothing. It
 * says nothing that the page does not, and needs no signature.
 */
public record Cursor(Instant queued, SubmissionId id) {
  private static final int BYTES = Long.BYTES + 2 * Long.BYTES;
  private static final int TEXT_LENGTH = BYTES / 3 * 4;

  public Cursor {
    queued = Micros.of(queued);
  }

  /** The cursor that a text stands for; empty when the text is not one that {@link #text} made. */
  public static Optional<Cursor> parse(String text) {
    if (text.length() != TEXT_LENGTH) {
      return Optional.empty();
    }
    try {
      var bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
      var cursor =
          new Cursor(
              Micros.ofLong(bytes.getLong()),
              new SubmissionId(new UUID(bytes.getLong(), bytes.getLong())));
      return Optional.of(cursor).filter(c -> c.text().equals(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** 32 letters, digits, '-' and '_', of which clients know no more. */
  public String text() {
    var bytes = ByteBuffer.allocate(BYTES).putLong(Micros.toLong(queued));
    bytes.putLong(id.value().getMostSignificantBits());
    bytes.putLong(id.value().getLeastSignificantBits());
    return Base64.getUrlEncoder().encodeToString(bytes.array());
  }
}
