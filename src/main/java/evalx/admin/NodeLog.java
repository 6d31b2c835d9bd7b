package evalx.admin;

import evalx.config.SecretTexts;
import evalx.config.Settings;
import evalx.format.ViewWriter;
import evalx.redis.Redis;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.Predicate;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * The last warnings and errors of all nodes, in Redis. This node's are kept in memory until they
 * are written there, as far as there is room.
 */
@Singleton
public class NodeLog {
  private static final int MAX_ENTRIES = 1000;
  private static final int MAX_WAITING = 200;
  private static final int MAX_TEXT = 1000;
  private static final int MAX_CAUSES = 5;

  /** Of everything of EvalX; held, because java.util.logging forgets a logger that nobody holds. */
  private static final Logger EVALX = Logger.getLogger("evalx");

  private final ArrayBlockingQueue<Written> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
  private final Keep handler = new Keep();
  private final SharedLog log;
  private final String node;
  private final SecretTexts secrets;

  @Inject
  NodeLog(Redis redis, Settings settings) {
    this(redis, settings.node().worker(), SecretTexts.of(settings));
  }

  NodeLog(Redis redis, String node, SecretTexts secrets) {
    this.log = new SharedLog(redis, "log", MAX_ENTRIES);
    this.node = node;
    this.secrets = secrets;
  }

  /** As it is written; the cause is empty where there is none. */
  private record Written(String at, String node, String level, String logger, Text text) {}

  private record Text(String message, String cause) {}

  /** An entry as it is shown. */
  public record Shown(
      long id,
      String at,
      String node,
      String level,
      String logger,
      String message,
      Optional<String> cause) {}

  /**
   * Which entries are wanted; empty parts mean any.
   *
   * @param level WARNING or ERROR
   */
  public record Filter(Optional<String> node, Optional<String> level) {}

  /** Begins to keep what is logged. */
  void begin() {
    EVALX.addHandler(handler);
  }

  /** Ends what {@link #begin} began. */
  void end() {
    EVALX.removeHandler(handler);
  }

  /**
   * Writes what was logged since the last time.
   *
   * @throws evalx.redis.RedisAway during an outage; the rest is written later
   */
  void write() {
    for (var entry = waiting.peek(); entry != null; entry = waiting.peek()) {
      log.add(ViewWriter.write(entry));
      waiting.remove(entry);
    }
  }

  /** Some entries, newest first. */
  public LogPage<Shown> page(LogPage.Wanted wanted, Filter filter) {
    Predicate<Written> matches =
        entry ->
            filter.node().map(entry.node()::equals).orElse(true)
                && filter.level().map(entry.level()::equals).orElse(true);
    return LogPage.of(log, wanted, Written.class, NodeLog::shown, matches);
  }

  private static Shown shown(long id, Written written) {
    var text = written.text();
    return new Shown(
        id,
        written.at(),
        written.node(),
        written.level(),
        written.logger(),
        text.message(),
        Optional.of(text.cause()).filter(cause -> !cause.isEmpty()));
  }

  private String clean(String text) {
    var shown = secrets.masked(text);
    return shown.length() > MAX_TEXT ? shown.substring(0, MAX_TEXT) + "..." : shown;
  }

  /** Takes what is logged; what does not fit is in the log of the node alone. */
  private final class Keep extends Handler {
    private final SimpleFormatter formatter = new SimpleFormatter();

    Keep() {
      setLevel(Level.WARNING);
    }

    @Override
    public void publish(LogRecord line) {
      if (isLoggable(line)) {
        var isError = line.getLevel().intValue() >= Level.SEVERE.intValue();
        waiting.offer(
            new Written(
                Instant.ofEpochMilli(line.getMillis()).toString(),
                node,
                isError ? "ERROR" : "WARNING",
                String.valueOf(line.getLoggerName()),
                new Text(clean(formatter.formatMessage(line)), clean(causes(line)))));
      }
    }

    private String causes(LogRecord line) {
      var causes = new StringBuilder();
      var cause = line.getThrown();
      for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
        causes.append(i == 0 ? "" : "; because of ").append(cause);
        cause = cause.getCause();
      }
      return causes.toString();
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
