package evalx.telemetry;

import evalx.config.Driver;
import evalx.events.DialectAnswered;
import evalx.events.SubmissionObserver;
import evalx.language.Language;
import evalx.language.Languages;
import evalx.node.DriverEvent;
import evalx.node.DriverFailed;
import evalx.node.DriverFellBack;
import evalx.submission.CaseResult;
import evalx.submission.Result;
import evalx.submission.SubmissionEvent;
import evalx.submission.SubmissionId;
import evalx.submission.Verdict;
import evalx.webhook.WebhookAttempted;
import io.prometheus.metrics.core.metrics.Counter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Locale;

/** Counts what happens on this node. Counters whose labels are known are there from the start. */
@Singleton
final class CountEvents implements SubmissionObserver {
  private final Languages languages;
  private final Counter finished;
  private final Counter cases;
  private final Counter programs;
  private final Counter runs;
  private final Counter fellBack;
  private final Counter driverFailures;
  private final Counter repliesRefused;
  private final Counter webhooks;
  private final Counter dialects;

  @Inject
  CountEvents(Metrics metrics, Languages languages) {
    this.languages = languages;
    finished =
        metrics.counter(
            "evalx_submissions_finished",
            "Submissions that ended on this node",
            "language",
            "status");
    cases =
        metrics.counter(
            "evalx_test_cases", "Test cases that ended on this node", "language", "status");
    programs =
        metrics.counter(
            "evalx_programs",
            "Submissions by whether their program was in a cache",
            "language",
            "cached");
    runs =
        metrics.counter(
            "evalx_runs",
            "Test cases by whether the outcome of their run was in a cache",
            "language",
            "cached");
    fellBack =
        metrics.counter(
            "evalx_driver_fallbacks",
            "Jobs that one driver could not begin and the next one ran",
            "from",
            "to");
    driverFailures =
        metrics.counter(
            "evalx_sandbox_failures",
            "Jobs that a driver could not run, or not to their end",
            "driver",
            "kind");
    repliesRefused =
        metrics.counter(
            "evalx_replies_refused", "Replies to JMS producers that the broker did not take");
    webhooks =
        metrics.counter(
            "evalx_webhook_attempts",
            "Attempts to send results to receivers of webhooks, and webhooks given up without one",
            "outcome",
            "next");
    dialects =
        metrics.counter(
            "evalx_dialect_requests",
            "Requests in the dialects of other engines that were answered",
            "dialect",
            "status");
    languages.all().stream().map(Language::id).forEach(this::expect);
    expect(Metrics.UNKNOWN);
    for (var next : WebhookAttempted.Next.values()) {
      WebhookAttempted.OUTCOMES.forEach(kind -> webhooks.initLabelValues(kind, next.label()));
    }
    for (Driver driver : Driver.values()) {
      expect(driver);
    }
  }

  /** Made with the node, not with its first event. */
  void start(@Observes @Initialized(ApplicationScoped.class) Object event) {}

  private void expect(String language) {
    for (Verdict verdict : Verdict.values()) {
      finished.initLabelValues(language, verdict.label());
      cases.initLabelValues(language, verdict.label());
    }
    for (String cached : new String[] {"true", "false"}) {
      programs.initLabelValues(language, cached);
      runs.initLabelValues(language, cached);
    }
  }

  private void expect(Driver driver) {
    if (driver != Driver.AUTO) {
      for (DriverFailed.Kind kind : DriverFailed.Kind.values()) {
        driverFailures.initLabelValues(word(driver), word(kind));
      }
      for (Driver next : Driver.values()) {
        if (next.compareTo(driver) > 0) {
          fellBack.initLabelValues(word(driver), word(next));
        }
      }
    }
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public void observe(SubmissionEvent event) {
    if (event instanceof SubmissionEvent.Finished ended) {
      count(ended.result());
    }
  }

  private void count(Result result) {
    var language =
        languages.find(result.subject().language()).map(Language::id).orElse(Metrics.UNKNOWN);
    finished.labelValues(language, result.verdict().label()).inc();
    for (CaseResult each : result.cases()) {
      cases.labelValues(language, each.verdict().label()).inc();
      if (each.notes().cached() || !each.usage().wallTime().isZero()) {
        runs.labelValues(language, Boolean.toString(each.notes().cached())).inc();
      }
    }
    if (result.provenance().driver().isPresent()) {
      programs.labelValues(language, Boolean.toString(result.compiled().cached())).inc();
    }
  }

  @Override
  public void replyRefused(SubmissionId id) {
    repliesRefused.inc();
  }

  void count(@Observes WebhookAttempted event) {
    webhooks.labelValues(event.outcome(), event.next().label()).inc();
  }

  void count(@Observes DriverEvent event) {
    if (event instanceof DriverFellBack passed) {
      fellBack.labelValues(passed.from(), passed.to()).inc();
    } else if (event instanceof DriverFailed failed) {
      driverFailures.labelValues(failed.driver(), word(failed.kind())).inc();
    } else {
      throw new IllegalStateException("no way to count " + event);
    }
  }

  void count(@Observes DialectAnswered event) {
    dialects.labelValues(event.dialect(), Integer.toString(event.status())).inc();
  }
}
