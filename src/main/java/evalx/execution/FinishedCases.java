package evalx.execution;

import evalx.submission.CaseResult;
import evalx.submission.Verdict;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The outcomes of a job's test cases, in whichever order they come, and the same outcomes as
 * clients see them: where a failure stops the submission or a group, all after it are skipped.
 */
final class FinishedCases {
  private static final int MAX_QUIET_LOOKS = 10;

  /** Bytes of outputs that are held, more than a result shows. */
  private static final long MAX_HELD = 7L << 20;

  private final StopRules rules;
  private final NavigableMap<Integer, CaseResult> results = new TreeMap<>();
  private final BitSet told = new BitSet();
  private final Map<Integer, Integer> firstFailures = new HashMap<>();
  private int quietLooks;
  private long held;

  FinishedCases(StopRules rules) {
    this.rules = rules;
  }

  synchronized void add(int index, CaseResult result) {
    results.put(index, result);
    held += bytes(result);
    if (held > MAX_HELD) {
      dropOutputs();
    }
    if (rules.stops(result)) {
      firstFailures.merge(rules.series().get(index), index, Math::min);
    }
  }

  /** Drops those of the last test cases, because a result shows those of the first. */
  private void dropOutputs() {
    for (var entry : results.descendingMap().entrySet()) {
      if (held <= MAX_HELD) {
        return;
      }
      held -= bytes(entry.getValue());
      entry.setValue(entry.getValue().keeping(0, 0));
    }
  }

  private static long bytes(CaseResult result) {
    return (long) result.stdout().bytes().length + result.stderr().bytes().length;
  }

  /** Whether a test case has no outcome yet, and its outcome matters. */
  synchronized boolean needs(int index) {
    return !results.containsKey(index) && !isSkipped(index);
  }

  private boolean isSkipped(int index) {
    return rules.isInSeries(index)
        && index > firstFailures.getOrDefault(rules.series().get(index), Integer.MAX_VALUE);
  }

  /**
   * Tells a listener what it has not heard yet, and how far the job is if that has changed or was
   * not told the last times.
   */
  void tell(RunListener listener) {
    quietLooks = tellCases(listener) ? 0 : quietLooks + 1;
    if (quietLooks % MAX_QUIET_LOOKS == 0) {
      tellProgress(listener);
    }
  }

  /** Tells a listener how far the job is. */
  void tellProgress(RunListener listener) {
    listener.progressed(told());
  }

  /** Tells a listener the outcomes that it has not heard yet; false when there are none. */
  boolean tellCases(RunListener listener) {
    var news = news();
    news.forEach(listener::caseFinished);
    return !news.isEmpty();
  }

  private synchronized int told() {
    return told.cardinality();
  }

  /**
   * The final outcomes that were not reported yet. Where a failure stops a series, that of a test
   * case is final only once all before it in the series are there.
   */
  private synchronized Map<Integer, CaseResult> news() {
    var news = new TreeMap<Integer, CaseResult>();
    var open = new HashSet<Integer>();
    for (int i = told.nextClearBit(0); i < rules.size(); i = told.nextClearBit(i + 1)) {
      var series = rules.series().get(i);
      var result = open.contains(series) ? Optional.<CaseResult>empty() : seen(i);
      if (result.isPresent()) {
        told.set(i);
        news.put(i, result.get());
      } else if (rules.isInSeries(i)) {
        open.add(series);
      }
    }
    return news;
  }

  private Optional<CaseResult> seen(int index) {
    return isSkipped(index)
        ? Optional.of(CaseResult.notRun(Verdict.SKIPPED, Optional.empty()))
        : Optional.ofNullable(results.get(index));
  }

  /** The outcomes as clients see them. */
  synchronized List<CaseResult> inOrder(Verdict missing) {
    var all = new ArrayList<CaseResult>();
    for (int i = 0; i < rules.size(); i++) {
      all.add(seen(i).orElseGet(() -> CaseResult.notRun(missing, Optional.empty())));
    }
    return all;
  }
}
