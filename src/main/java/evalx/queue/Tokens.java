package evalx.queue;

import evalx.submission.Caller;
import evalx.submission.SubmissionId;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * The tokens of outside producers' submissions. They follow from what a producer sent, so that each
 * delivery and each node finds the same, and from its account, so that none takes another's.
 */
final class Tokens {
  private Tokens() {}

  /** The token of the one message with this id. */
  static SubmissionId ofMessage(Caller caller, String messageId) {
    return of(caller, "message " + messageId);
  }

  /** The token of all messages with this idempotency key. */
  static SubmissionId ofKey(Caller caller, SubmissionId key) {
    return of(caller, "key " + key);
  }

  private static SubmissionId of(Caller caller, String what) {
    var name = caller.key() + "\n" + what;
    return new SubmissionId(UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)));
  }
}
