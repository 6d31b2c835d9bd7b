package evalx.result;

import java.time.Instant;
import java.util.Optional;

/**
 * What is recorded of a job.
 *
 * @param bodyHash of the message it came with; empty until a worker has started it, or where its
 *     state is gone
 * @param attempts how many times it was started, uncounted attempts included
 * @param queued when it was queued; empty where its state is gone
 * @param description empty while only its message says what it is
 * @param letter the id of the dead letter that has let it run again; empty where none has
 */
public record JobRecord(
    Optional<String> bodyHash,
    int attempts,
    Optional<Instant> queued,
    Optional<JobDescription> description,
    Optional<String> letter) {
  /** For a job that has no state. */
  public static final JobRecord NONE =
      new JobRecord(Optional.empty(), 0, Optional.empty(), Optional.empty(), Optional.empty());

  /** Whether the token belongs to a message with another body than this one. */
  public boolean isOfAnotherBody(byte[] body) {
    return bodyHash.isPresent() && !bodyHash.get().equals(BodyHash.of(body));
  }

  /** Whether the job runs again because of the dead letter that this message is. */
  public boolean isAgainBecauseOf(String messageId) {
    return letter.filter(messageId::equals).isPresent();
  }
}
