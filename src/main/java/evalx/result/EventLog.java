package evalx.result;

import evalx.submission.Caller;
import evalx.submission.SubmissionId;
import java.util.List;

/** What has happened to each submission that somebody follows. */
public interface EventLog {
  /**
   * The next events of a submission. To ask is to follow: from then on its worker logs what
   * happens, and before anything else what has happened in this attempt.
   *
   * <p>Events can be there twice, and can be missing: what a log has no room for, and everything of
   * a submission that nobody followed in time. Of one that has ended, the log does not change any
   * more.
   *
   * @param viewer to whom the submissions of others are unknown
   * @param after the event after which to begin
   * @throws evalx.redis.RedisAway during an outage
   */
  Page read(SubmissionId id, Caller viewer, EventId after);

  /** What a look into the log found. */
  sealed interface Page {
    /**
     * The submission is known.
     *
     * @param ended whether it has its result
     * @param queuedAt when it was queued; empty where only the result says it
     * @param attempts how many it has had, which begin again when an operator lets it run again;
     *     {@link #UNKNOWN_ATTEMPTS} where only the result says it
     * @param entries the next events, some tens of KiB at most, but one whatever its size; none
     *     where there are no more now
     */
    record Known(boolean ended, String queuedAt, int attempts, List<Entry> entries)
        implements Page {
      public static final int UNKNOWN_ATTEMPTS = Integer.MAX_VALUE;

      public Known {
        entries = List.copyOf(entries);
      }
    }

    /** Nothing is known of it, or its result has expired. */
    record Unknown() implements Page {}
  }

  /** An event and its place. */
  record Entry(EventId id, LoggedEvent event) {}
}
