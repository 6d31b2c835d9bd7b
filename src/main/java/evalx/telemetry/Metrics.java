package evalx.telemetry;

import evalx.events.SubmissionObserver;
import evalx.language.Language;
import evalx.language.Languages;
import evalx.node.DriverFellBack;
import evalx.submission.CaseResult;
import evalx.submission.Result;
import evalx.submission.SubmissionEvent;
import evalx.submission.SubmissionId;
import evalx.submission.Verdict;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * Counts what happens on this node, with the same names and units on every server. Counters whose
 * labels are known are there from the start.
 */
@Singleton
public class Metrics implements SubmissionObserver {
  /** Stands for a language that is not in the table: producers may name any. */
  private static final String UNKNOWN = "unknown";

  private final Counters finished =
      new Counters(
          "evalx_submissions_finished_total",
          "Submissions that ended on this node",
          "language",
          "status");
  private final Counters cases =
      new Counters(
          "evalx_test_cases_total", "Test cases that ended on this node", "language", "status");
  private final Counters programs =
      new Counters(
          "evalx_programs_total",
          "Submissions by whether their program was in a cache",
          "language",
          "cached");
  private final Counters runs =
      new Counters(
          "evalx_runs_total",
          "Test cases by whether the outcome of their run was in a cache",
          "language",
          "cached");
  private final Durations turnaround =
      new Durations("evalx_turnaround_seconds", "Time from the queue to the result", "language");
  private final Counters fellBack =
      new Counters(
          "evalx_driver_fallbacks_total",
          "Jobs that one driver could not begin and the next one ran",
          "from",
          "to");
  private final Counters repliesRefused =
      new Counters(
          "evalx_replies_refused_total", "Replies to JMS producers that the broker did not take");

  private final Languages languages;

  @Inject
  Metrics(Languages languages) {
    this.languages = languages;
    repliesRefused.of();
    languages.all().stream().map(Language::id).forEach(this::expect);
    expect(UNKNOWN);
  }

  private void expect(String language) {
    for (Verdict verdict : Verdict.values()) {
      finished.of(language, verdict.label());
      cases.of(language, verdict.label());
    }
    for (String cached : new String[] {"true", "false"}) {
      programs.of(language, cached);
      runs.of(language, cached);
    }
    turnaround.expect(language);
  }

  @Override
  public void observe(SubmissionEvent event) {
    if (event instanceof SubmissionEvent.Finished ended) {
      count(ended.result());
    }
  }

  private void count(Result result) {
    var language = languages.find(result.subject().language()).map(Language::id).orElse(UNKNOWN);
    finished.of(language, result.verdict().label()).increment();
    for (CaseResult each : result.cases()) {
      cases.of(language, each.verdict().label()).increment();
      if (each.notes().cached() || !each.usage().wallTime().isZero()) {
        runs.of(language, Boolean.toString(each.notes().cached())).increment();
      }
    }
    if (result.provenance().driver().isPresent()) {
      programs.of(language, Boolean.toString(result.compiled().cached())).increment();
    }
    var timeline = result.provenance().timeline();
    turnaround.add(language, Duration.between(timeline.queued(), timeline.finished()));
  }

  @Override
  public void replyRefused(SubmissionId id) {
    repliesRefused.of().increment();
  }

  void count(@Observes DriverFellBack event) {
    fellBack.of(event.from(), event.to()).increment();
  }

  /** All of them, and what this process uses, in the text format of Prometheus. */
  public String text() {
    var text = new MetricsText();
    for (Counters each :
        new Counters[] {finished, cases, programs, runs, fellBack, repliesRefused}) {
      each.write(text);
    }
    turnaround.write(text);
    ProcessMetrics.write(text);
    return text.toString();
  }
}
