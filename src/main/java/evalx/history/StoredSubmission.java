package evalx.history;

import java.util.Optional;

/**
 * A submission in the history, with its source and result.
 *
 * @param source empty while the node that accepted the submission has not written its half
 * @param result the result's JSON in UTF-8; empty while the submission has not ended, or where even
 *     a result without outputs would be too large to keep. Outputs that are too large are cut, and
 *     marked as truncated
 */
public record StoredSubmission(
    HistoryItem item, Optional<StoredSource> source, Optional<byte[]> result) {}
