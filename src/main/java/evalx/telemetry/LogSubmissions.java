package evalx.telemetry;

import evalx.config.LogFormat;
import evalx.config.Settings;
import evalx.events.SubmissionObserver;
import evalx.submission.SubmissionEvent;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Logs the way of each submission on this node, where logs are read by programs. */
@Singleton
final class LogSubmissions implements SubmissionObserver {
  private static final Logger LOG = System.getLogger(LogSubmissions.class.getName());

  private final boolean isAsked;

  @Inject
  LogSubmissions(Settings settings) {
    isAsked = settings.logs() == LogFormat.JSON;
  }

  @Override
  public void observe(SubmissionEvent event) {
    if (isAsked) {
      log(event);
    }
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
