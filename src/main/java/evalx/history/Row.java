package evalx.history;

import evalx.submission.SubmissionId;
import java.util.Optional;

/**
 * What is known of a submission, as the spool and the database take it: most are one half of it.
 */
sealed interface Row {
  byte[] NO_BYTES = {};

  SubmissionId id();

  Origin origin();

  /**
   * Written by the node that accepted the submission.
   *
   * @param source made by {@link PackedSource}
   */
  record Accepted(SubmissionId id, Origin origin, String caller, byte[] source) implements Row {}

  /**
   * Written by the node that ended the submission when all else that it knew went with the process.
   *
   * @param caller as that of {@link Ended}
   */
  record Heard(SubmissionId id, Origin origin, String caller) implements Row {}

  /**
   * Written by the node that ended the submission.
   *
   * @param caller who submitted it, for a producer's job that no worker has begun; empty where the
   *     node does not know
   * @param packedResult made by {@link PackResult}; no bytes where the result is too large to keep
   */
  record Ended(SubmissionId id, Origin origin, String caller, Ending ending, byte[] packedResult)
      implements Row {
    Optional<byte[]> result() {
      return Optional.of(packedResult).filter(bytes -> bytes.length > 0);
    }
  }
}
