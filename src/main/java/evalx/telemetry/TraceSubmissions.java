package evalx.telemetry;

import evalx.events.SubmissionObserver;
import evalx.submission.CaseResult;
import evalx.submission.Result;
import evalx.submission.SubmissionEvent;
import evalx.submission.SubmissionId;
import evalx.submission.TraceContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes spans of what this worker does with a submission, where traces are exported: the job from
 * the queue to its end, and in it queue, compile, each run, judge and store.
 */
@Singleton
final class TraceSubmissions implements SubmissionObserver {
  /** Of the runs of a submission; further ones are not told. */
  static final int MAX_RUNS = 32;

  /** More than jobs that a node can have in hand. */
  private static final int MAX_WAYS = 2000;

  private final ExportSpans export;

  /** Those that went back to their queue never end here, and make room. */
  private final Map<SubmissionId, Way> ways = Newest.map(MAX_WAYS);

  @Inject
  TraceSubmissions(ExportSpans export) {
    this.export = export;
  }

  /** How far a submission is. */
  private static final class Way {
    private final TraceContext sent;
    private final boolean isWithin;
    private final TraceContext job;
    private final List<Run> runs = new ArrayList<>();
    private Optional<Instant> compiled = Optional.empty();

    Way(Optional<TraceContext> trace) {
      isWithin = trace.isPresent();
      sent = trace.orElseGet(TraceContext::begin);
      job = sent.within(TraceContext.newSpanId());
    }
  }

  private record Run(int index, CaseResult result, Instant end) {}

  @Override
  public void observe(SubmissionEvent event) {
    if (!export.isOn()) {
      return;
    }
    if (event instanceof SubmissionEvent.Started started) {
      ways.put(started.id(), new Way(started.trace()));
    } else if (event instanceof SubmissionEvent.Finished finished) {
      Optional.ofNullable(ways.remove(finished.id())).ifPresent(way -> end(way, finished.result()));
    } else {
      Optional.ofNullable(ways.get(event.id())).ifPresent(way -> note(way, event));
    }
  }

  /** Events of one submission come one after another. */
  private static void note(Way way, SubmissionEvent event) {
    var now = Instant.now();
    if (event instanceof SubmissionEvent.Compiled) {
      way.compiled = Optional.of(now);
    } else if (event instanceof SubmissionEvent.CaseFinished ended
        && way.runs.size() < MAX_RUNS
        && !ended.result().usage().wallTime().isZero()) {
      way.runs.add(new Run(ended.index(), ended.result(), now));
    }
  }

  private void end(Way way, Result result) {
    var now = Instant.now();
    var times = result.provenance().timeline();
    export.export(
        new Span(
            way.job,
            way.isWithin ? Optional.of(way.sent.spanId()) : Optional.empty(),
            "job " + result.subject().language(),
            Span.Kind.CONSUMER,
            new Span.Time(times.queued(), now),
            Map.of(
                "evalx.token", result.id().toString(),
                "evalx.language", result.subject().language(),
                "evalx.status", result.verdict().label(),
                "evalx.attempts", result.provenance().attempts(),
                "evalx.test_cases", result.subject().testCases())));
    times.started().ifPresent(started -> parts(way, result, started));
    part(way, "store", times.finished(), now, Map.of());
  }

  private void parts(Way way, Result result, Instant started) {
    var times = result.provenance().timeline();
    part(way, "queue", times.queued(), started, Map.of());
    way.compiled.ifPresent(
        compiled ->
            part(
                way,
                "compile",
                started,
                compiled,
                Map.of("evalx.cached", result.compiled().cached())));
    var last = way.compiled.orElse(started);
    for (Run run : way.runs) {
      var usage = run.result().usage();
      part(
          way,
          "run",
          run.end().minus(usage.wallTime()),
          run.end(),
          Map.of(
              "evalx.case",
              run.index() + 1,
              "evalx.status",
              run.result().verdict().label(),
              "evalx.cached",
              run.result().notes().cached(),
              "evalx.cpu_microseconds",
              usage.cpuTime().toNanos() / 1000));
      last = run.end().isAfter(last) ? run.end() : last;
    }
    part(way, "judge", last, times.finished(), Map.of());
  }

  private void part(
      Way way, String name, Instant start, Instant end, Map<String, Object> attributes) {
    export.export(
        new Span(
            way.job.within(TraceContext.newSpanId()),
            Optional.of(way.job.spanId()),
            name,
            Span.Kind.INTERNAL,
            new Span.Time(start, end),
            attributes));
  }
}
