package evalx.history;

import evalx.submission.Phase;
import evalx.submission.SubmissionId;
import java.util.Optional;

/**
 * A submission in the history, without its source and result.
 *
 * @param caller the {@link evalx.submission.Caller#key key} of who submitted it; empty while only
 *     the node that ended it has written its half
 * @param ending empty while it has not ended, or that is not written yet
 */
public record HistoryItem(
    SubmissionId id, Origin origin, Optional<String> caller, Optional<Ending> ending) {

  /** The label of its verdict, or of the queue while it has none. */
  public String status() {
    return ending.map(Ending::verdict).orElse(Phase.IN_QUEUE.label());
  }
}
