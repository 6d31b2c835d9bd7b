package evalx.result;

import evalx.submission.Caller;
import evalx.submission.SubmissionId;
import java.util.Optional;

/** What clients may ask of the results. Each method throws RedisAway during an outage. */
public interface ResultLookup {
  /** All that a viewer may know of a submission. */
  Lookup find(SubmissionId id, Caller viewer);

  /** The result of a submission that was found; empty when there is none any more. */
  Optional<StoredResult> load(SubmissionId id);

  /**
   * Removes the result of a submission. Its state stays until it expires, so that a late redelivery
   * does not run it again.
   *
   * @return whether there was one
   */
  boolean remove(SubmissionId id);
}
