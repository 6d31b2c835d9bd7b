package evalx.dialect.judge0;

import evalx.history.Cursor;
import evalx.history.HistoryCounts;
import evalx.history.HistoryFilter;
import evalx.history.HistoryItem;
import evalx.history.HistoryPage;
import evalx.history.Statistics;
import evalx.history.StoredSubmission;
import evalx.history.SubmissionHistory;
import evalx.submission.SubmissionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Submissions, the newest first, and what was asked of them. */
final class KeptHistory implements SubmissionHistory {
  final List<HistoryItem> items = new ArrayList<>();
  final List<HistoryFilter> asked = new ArrayList<>();
  final List<Statistics.Day> days = new ArrayList<>();
  boolean on = true;

  /** What happens while it counts. */
  Runnable meanwhile = () -> {};

  @Override
  public boolean isOn() {
    return on;
  }

  @Override
  public HistoryPage page(HistoryFilter filter, Optional<Cursor> after, int limit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<HistoryItem> page(HistoryFilter filter, long offset, int limit) {
    asked.add(filter);
    return items.stream().skip(offset).limit(limit).toList();
  }

  @Override
  public long count(HistoryFilter filter) {
    return items.size();
  }

  @Override
  public Optional<StoredSubmission> find(SubmissionId id) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Statistics statistics(HistoryFilter filter) {
    meanwhile.run();
    return new Statistics(days, false);
  }

  @Override
  public HistoryCounts counts() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<String> outage() {
    throw new UnsupportedOperationException();
  }
}
