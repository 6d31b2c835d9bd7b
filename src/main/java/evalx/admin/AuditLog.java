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
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;

/** Who has changed what, and when; the latest changes are kept in Redis. */
@Singleton
public class AuditLog {
  private static final int MAX_ENTRIES = 5000;
  private static final int MAX_TEXT = 500;
  private static final Logger LOG = System.getLogger(AuditLog.class.getName());

  private final SharedLog log;
  private final String node;
  private final Clock clock;

  @Inject
  public AuditLog(Redis redis, Settings settings) {
    this(redis, settings.node().worker(), Clock.systemUTC());
  }

  AuditLog(Redis redis, String node, Clock clock) {
    this.log = new SharedLog(redis, "audit", MAX_ENTRIES);
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
    return made(change, OptionalLong.of(begin(change)), work, outcome);
  }

  /**
   * The same of a change that makes room in Redis: where that is full, the change is written into
   * this process's own log alone.
   *
   * @throws RedisAway during an outage, and then nothing is changed
   */
  public <T> T recordMakingRoom(Change change, Supplier<T> work, Function<T, String> outcome) {
    return made(change, beginWithRoom(change), work, outcome);
  }

  private long begin(Change change) {
    return log.add(written(change, "begun"));
  }

  private OptionalLong beginWithRoom(Change change) {
    try {
      return OptionalLong.of(begin(change));
    } catch (RedisFull e) {
      LOG.log(Level.WARNING, "The next change is in this log alone: {0}", e.getMessage());
      return OptionalLong.empty();
    }
  }

  private <T> T made(
      Change change, OptionalLong number, Supplier<T> work, Function<T, String> outcome) {
    try {
      var done = work.get();
      end(number, change, "done: " + outcome.apply(done));
      return done;
    } catch (RuntimeException e) {
      end(number, change, "failed: " + e.getMessage());
      throw e;
    }
  }

  private void end(OptionalLong number, Change change, String outcome) {
    LOG.log(
        Level.INFO,
        "{0} has asked to {1} {2}, {3}",
        change.who().key(),
        change.action(),
        change.subject(),
        outcome);
    try {
      number.ifPresent(known -> log.change(known, written(change, outcome)));
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
