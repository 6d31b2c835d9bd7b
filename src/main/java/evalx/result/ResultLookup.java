package evalx.result;

import evalx.submission.SubmissionId;
import java.util.Optional;

/** What clients may ask of the results. Each method throws RedisAway during an outage. */
public interface ResultLookup {
  /** All that is known of a submission. */
  Lookup find(SubmissionId id);

  /** The result of a submission; empty when there is none. */
  Optional<StoredResult> load(SubmissionId id);

  /**
   * Removes the result of a submission. Its state stays until it expires, so that a late redelivery
   * does not run it again.
   *
   * @return whether there was one
   */
  boolean remove(SubmissionId id);
}
