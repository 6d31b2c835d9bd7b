package evalx.history;

import evalx.submission.SubmissionId;
import java.util.List;
import java.util.Optional;

/**
 * What is known of past submissions. Each method answers or fails within 8 seconds.
 *
 * <p>Each that reads the history throws {@link HistoryOff} where none is kept, and {@link
 * HistoryUnavailable} while its database is away, slow or busy.
 */
public interface SubmissionHistory {
  /** The most submissions that a page may have. */
  int MAX_PAGE = 200;

  /** Whether a history is kept. */
  boolean isOn();

  /**
   * The submissions after a position, newest first by the time they were queued.
   *
   * <p>Pages stay as they are while submissions are added, except for one that was queued earlier
   * and is written late.
   *
   * @param after where a page before ended; empty for the first page
   * @param limit how many, 1 to {@value #MAX_PAGE}
   */
  HistoryPage page(HistoryFilter filter, Optional<Cursor> after, int limit);

  /**
   * The submissions from a place on, newest first; what is added meanwhile moves the others.
   *
   * @param offset the place, from 0
   * @param limit how many, 1 to {@value #MAX_PAGE}
   */
  List<HistoryItem> page(HistoryFilter filter, long offset, int limit);

  /** How many submissions match a filter. */
  long count(HistoryFilter filter);

  /**
   * One submission with its source and result; empty when it is not, or no longer, in the history.
   */
  Optional<StoredSubmission> find(SubmissionId id);

  /** Counts and run times by day and language. */
  Statistics statistics(HistoryFilter filter);

  /** What this node has written and dropped; zeros where no history is kept. */
  HistoryCounts counts();

  /** Why this node cannot write its database now; empty while it can, and where none is kept. */
  Optional<String> outage();
}
