package evalx.telemetry;

import evalx.config.LogFormat;
import evalx.config.Settings;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.StreamHandler;

/**
 * Writes what EvalX logs as JSON to the standard output of the process, where that is asked for:
 * the WAR's and the adapter's lines, the same on every server. The server's own lines are its own.
 */
@ApplicationScoped
class LogAsJson {
  /** Held because java.util.logging forgets loggers that nobody holds. */
  private final Logger logger = Logger.getLogger("evalx");

  private Settings settings;
  private LogSubmissions submissions;
  private Optional<StreamHandler> handler = Optional.empty();

  /** For the proxy. */
  @SuppressWarnings("NullAway.Init")
  LogAsJson() {}

  @Inject
  LogAsJson(Settings settings, LogSubmissions submissions) {
    this.settings = settings;
    this.submissions = submissions;
  }

  void start(@Observes @Initialized(ApplicationScoped.class) Object event) {
    if (settings.node().logs() == LogFormat.JSON) {
      var lines = new Lines(new JsonLines(settings.node().worker(), submissions::trace));
      handler = Optional.of(lines);
      logger.addHandler(lines);
      logger.setUseParentHandlers(false);
    }
  }

  /** The server outlives this application, and would hold all of it by a handler. */
  @PreDestroy
  void stop() {
    handler.ifPresent(
        lines -> {
          logger.setUseParentHandlers(true);
          logger.removeHandler(lines);
          lines.flush();
        });
  }

  /** Each line is written at once, and the stream is never closed: it is the server's too. */
  private static final class Lines extends StreamHandler {
    Lines(JsonLines format) {
      super(new FileOutputStream(FileDescriptor.out), format);
      setLevel(Level.ALL);
    }

    @Override
    public synchronized void publish(LogRecord event) {
      super.publish(event);
      flush();
    }

    @Override
    public synchronized void close() {
      flush();
    }
  }
}
