package evalx.telemetry;

import evalx.config.LogFormat;
import evalx.config.Settings;
import evalx.events.SubmissionObserver;
import evalx.submission.SubmissionEvent;
import evalx.submission.SubmissionId;
import evalx.submission.TraceContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.Optional;

/** Logs the way of each submission on this node, where logs are read by programs. */
@Singleton
final class LogSubmissions implements SubmissionObserver {
  private static final Logger LOG = System.getLogger(LogSubmissions.class.getName());

  /** Of submissions that have not ended here; the oldest make room. */
  private static final int MAX_TRACES = 10_000;

  private final boolean isAsked;

  /** Ids of traces by token. */
  private final Map<String, String> traces = Newest.map(MAX_TRACES);

  @Inject
  LogSubmissions(Settings settings) {
    isAsked = settings.node().logs() == LogFormat.JSON;
  }

  @Override
  public void observe(SubmissionEvent event) {
    if (isAsked) {
      if (event instanceof SubmissionEvent.Queued queued) {
        keep(queued.id(), queued.caller().trace());
      } else if (event instanceof SubmissionEvent.Started started) {
        keep(started.id(), started.trace());
      }
      log(event);
      if (event instanceof SubmissionEvent.Finished finished) {
        traces.remove(finished.id().toString());
      }
    }
  }

  private void keep(SubmissionId id, Optional<TraceContext> trace) {
    trace.ifPresent(of -> traces.put(id.toString(), of.traceId()));
  }

  /** The id of the trace that a submission belongs to, by its token, until it has ended. */
  Optional<String> trace(String token) {
    return Optional.ofNullable(traces.get(token));
  }

  private static void log(SubmissionEvent event) {
    if (event instanceof SubmissionEvent.Queued queued) {
      LOG.log(Level.INFO, "{0} is queued: {1}", queued.id(), queued.submission().language());
    } else if (event instanceof SubmissionEvent.Started started) {
      LOG.log(Level.INFO, "{0} is started, attempt {1}", started.id(), started.attempt());
    } else if (event instanceof SubmissionEvent.Finished ended) {
      LOG.log(Level.INFO, "{0} is finished: {1}", ended.id(), ended.result().verdict().label());
    } else if (event instanceof SubmissionEvent.Cancelled cancelled) {
      LOG.log(Level.INFO, "{0} is to be cancelled", cancelled.id());
    }
  }
}
