package evalx.admin;

import evalx.config.Settings;
import evalx.format.ViewWriter;
import evalx.redis.Redis;
import evalx.redis.RedisAway;
import evalx.redis.RedisFull;
import evalx.submission.Caller;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** Who has changed what, and when; the latest changes are kept in Redis. */
@Singleton
public class AuditLog {
  private static final String NAME = "audit";
  private static final int MAX_ENTRIES = 5000;
  private static final int MAX_TEXT = 500;
  private static final String BEGUN = "begun";
  private static final Logger LOG = System.getLogger(AuditLog.class.getName());

  private final SharedLog log;
  private final GatheredChanges gathered;
  private final String node;
  private final Clock clock;

  @Inject
  public AuditLog(Redis redis, Settings settings) {
    this(redis, settings.node().worker(), Clock.systemUTC());
  }

  AuditLog(Redis redis, String node, Clock clock) {
    this.log = new SharedLog(redis, NAME, MAX_ENTRIES);
    this.gathered = new GatheredChanges(redis, NAME, MAX_ENTRIES, MAX_TEXT);
    this.node = node;
    this.clock = clock;
  }

  /**
   * A change.
   *
   * @param action such as "pause queue"
   * @param subject what is changed
   */
  public record Change(Caller who, String action, String subject) {}

  /** As it is written. */
  private record Written(String at, String who, String address, String node, Deed deed) {}

  private record Deed(String action, String subject, String outcome) {}

  /** A change as it is shown. */
  public record Shown(
      long id,
      String at,
      String who,
      String address,
      String node,
      String action,
      String subject,
      String outcome) {}

  /**
   * Makes a change, which is written down before it begins and again when it has ended.
   *
   * @param outcome what is written of what was done
   * @throws RedisAway when it cannot be written down, and then nothing is changed
   */
  public <T> T record(Change change, Supplier<T> work, Function<T, String> outcome) {
    long number = log.add(written(change, BEGUN));
    return made(change, work, outcome, text -> log.change(number, written(change, text)));
  }

  /**
   * The same of a change of which a client may make thousands, each of which makes room in Redis:
   * those of an hour are one entry. Where Redis is full, the change is written into this process's
   * own log alone.
   *
   * @throws RedisAway during an outage, and then nothing is changed
   */
  public <T> T recordOneOfMany(Change change, Supplier<T> work, Function<T, String> outcome) {
    return made(change, work, outcome, gathered(change));
  }

  private Consumer<String> gathered(Change change) {
    try {
      long number = gathered.add(written(change, BEGUN));
      return text -> gathered.end(number, cut(text));
    } catch (RedisFull e) {
      LOG.log(Level.WARNING, "The next change is in this log alone: {0}", e.getMessage());
      return text -> {};
    }
  }

  private static <T> T made(
      Change change, Supplier<T> work, Function<T, String> outcome, Consumer<String> entry) {
    try {
      var done = work.get();
      end(entry, change, "done: " + outcome.apply(done));
      return done;
    } catch (RuntimeException e) {
      end(entry, change, "failed: " + e.getMessage());
      throw e;
    }
  }

  private static void end(Consumer<String> entry, Change change, String outcome) {
    LOG.log(
        Level.INFO,
        "{0} has asked to {1} {2}, {3}",
        change.who().key(),
        change.action(),
        change.subject(),
        outcome);
    try {
      entry.accept(outcome);
    } catch (RedisAway e) {
      LOG.log(Level.WARNING, "The outcome of a change is in this log alone: {0}", e.getMessage());
    }
  }

  private byte[] written(Change change, String outcome) {
    return ViewWriter.write(
        new Written(
            clock.instant().toString(),
            change.who().key(),
            change.who().address(),
            node,
            new Deed(change.action(), cut(change.subject()), cut(outcome))));
  }

  private static String cut(String text) {
    return text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) + "..." : text;
  }

  /** The latest changes, newest first. */
  public LogPage<Shown> page(LogPage.Wanted wanted) {
    return LogPage.of(log, wanted, Written.class, AuditLog::shown, any -> true);
  }

  private static Shown shown(long id, Written written) {
    var deed = written.deed();
    return new Shown(
        id,
        written.at(),
        written.who(),
        written.address(),
        written.node(),
        deed.action(),
        deed.subject(),
        deed.outcome());
  }
}
