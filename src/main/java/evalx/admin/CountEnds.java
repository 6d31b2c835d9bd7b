package evalx.admin;

import evalx.events.SubmissionObserver;
import evalx.submission.CaseResult;
import evalx.submission.Result;
import evalx.submission.SubmissionEvent;
import evalx.submission.Verdict;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Counts what ends on this node, for the series of the last hour. */
@Singleton
class CountEnds implements SubmissionObserver {
  private static final double MILLIS = 1000.0;

  private Map<String, Long> counts = new HashMap<>();

  @Override
  public void observe(SubmissionEvent event) {
    if (event instanceof SubmissionEvent.Finished ended) {
      count(ended.result());
    }
  }

  private synchronized void count(Result result) {
    add(Slot.FINISHED);
    if (result.verdict() == Verdict.INTERNAL_ERROR) {
      add(Slot.FAILED);
    }
    var timeline = result.provenance().timeline();
    var took = Duration.between(timeline.queued(), timeline.finished());
    add(Slot.latency(took.toMillis() / MILLIS));
    if (result.provenance().driver().isPresent()) {
      add(result.compiled().cached() ? Slot.PROGRAM_HITS : Slot.PROGRAM_MISSES);
    }
    for (CaseResult each : result.cases()) {
      if (each.notes().cached()) {
        add(Slot.RUN_HITS);
      } else if (!each.usage().wallTime().isZero()) {
        add(Slot.RUN_MISSES);
      }
    }
  }

  private void add(String field) {
    counts.merge(field, 1L, Long::sum);
  }

  /** What was counted since this was asked the last time. */
  synchronized Map<String, Long> take() {
    var taken = counts;
    counts = new HashMap<>();
    return taken;
  }
}
