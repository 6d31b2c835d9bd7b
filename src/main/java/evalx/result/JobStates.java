package evalx.result;

import evalx.config.Settings;
import evalx.redis.Redis;
import evalx.redis.Script;
import evalx.submission.Phase;
import evalx.submission.SubmissionId;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/**
 * The state of every job that is not forgotten yet, one hash for each token.
 *
 * <p>Attempts are counted here when a job starts, not by the broker when it is delivered: a job
 * that only waited in the hands of a worker that died has lost nothing.
 */
@Singleton
public class JobStates {
  /** How often a job may be started. */
  public static final int MOST_ATTEMPTS = 3;

  private static final Duration MARGIN = Duration.ofHours(1);

  private static final Script START =
      new Script(
          """
          local hash = redis.call('HGET', KEYS[1], 'hash')
          if hash and hash ~= ARGV[1] then return 'conflict' end
          if redis.call('EXISTS', KEYS[2]) == 1 or redis.call('HGET', KEYS[1], 'status') == ARGV[7] then
            return 'finished'
          end
          local attempts = tonumber(redis.call('HGET', KEYS[1], 'attempts') or '0')
          if redis.call('HGET', KEYS[1], 'run') == ARGV[9] then attempts = attempts - 1 end
          attempts = math.max(attempts, tonumber(ARGV[2]))
          local counted = attempts - tonumber(ARGV[2])
          if counted >= tonumber(ARGV[3]) then return 'exhausted ' .. counted end
          redis.call('HSETNX', KEYS[1], 'queued_at', ARGV[5])
          redis.call('HSET', KEYS[1], 'hash', ARGV[1], 'total', ARGV[4], 'status', ARGV[8],
            'done', '0', 'attempts', attempts + 1, 'run', ARGV[9])
          redis.call('PEXPIRE', KEYS[1], ARGV[6])
          return 'attempt ' .. (counted + 1)
          """);

  private static final Script CREATE =
      new Script(
          """
          redis.call('HSET', KEYS[1], 'hash', ARGV[1], 'total', ARGV[2], 'queued_at', ARGV[3],
            'status', ARGV[5], 'done', '0', 'attempts', '0')
          redis.call('PEXPIRE', KEYS[1], ARGV[4])
          return 'ok'
          """);

  private static final Script GIVE_BACK =
      new Script(
          """
          local attempts = tonumber(redis.call('HGET', KEYS[1], 'attempts') or '0')
          if attempts > 0 then
            local less = math.min(attempts, tonumber(ARGV[1]))
            redis.call('HSET', KEYS[1], 'attempts', attempts - less, 'status', ARGV[2])
            redis.call('HDEL', KEYS[1], 'run')
          end
          return 'ok'
          """);

  private static final Script SURVIVED =
      new Script(
          """
          if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('HINCRBY', KEYS[1], 'survived', 1) end
          return 'ok'
          """);

  private static final Script PROGRESS =
      new Script(
          """
          if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('HSET', KEYS[1], 'done', ARGV[1]) end
          return 'ok'
          """);

  private final Redis redis;
  private final Duration ttl;

  @Inject
  public JobStates(Redis redis, Settings settings) {
    this.redis = redis;
    var jobs = settings.jobs();
    this.ttl = jobs.taskTtl().plus(jobs.maxTime().multipliedBy(MOST_ATTEMPTS)).plus(MARGIN);
  }

  /** Writes the state of a job that is about to be queued. */
  public void create(SubmissionId token, byte[] body, int total, Instant queued) {
    redis.run(
        CREATE,
        List.of(Keys.state(token)),
        values(hash(body), total, queued, ttl.toMillis(), Phase.IN_QUEUE.label()));
  }

  /** Forgets a job that could not be queued after all. */
  public void forget(SubmissionId token) {
    redis.delete(Keys.state(token));
  }

  /** How often a job was started so far. */
  public int attempts(SubmissionId token) {
    return Integer.parseInt(redis.fields(Keys.state(token)).getOrDefault("attempts", "0"));
  }

  /** How many of its attempts did not end in the hands of their worker. */
  public int deaths(SubmissionId token) {
    var fields = redis.fields(Keys.state(token));
    return Integer.parseInt(fields.getOrDefault("attempts", "0"))
        - Integer.parseInt(fields.getOrDefault("survived", "0"));
  }

  /** Notes that an attempt failed and its worker is well. */
  public void survived(SubmissionId token) {
    redis.run(SURVIVED, List.of(Keys.state(token)), List.of());
  }

  /** Whether the token belongs to a job with another body. */
  public boolean isAnother(SubmissionId token, byte[] body) {
    var hash = redis.fields(Keys.state(token)).get("hash");
    return hash != null && !hash.equals(hash(body));
  }

  /** When a job was queued; now, for one that is not known yet. */
  public Instant queued(SubmissionId token, Instant now) {
    var queued = redis.fields(Keys.state(token)).get("queued_at");
    return queued == null ? now : Instant.parse(queued);
  }

  /**
   * Starts a job, unless it has ended, was started too often, or is not the one the token is for.
   *
   * @param run names this start: asked again with the same name it counts once
   * @param body the submission as it came, byte by byte
   * @param excused attempts that do not count, because an outage ended them; so many there were,
   *     also when Redis has lost its own count
   * @param queued when it was queued, where no state says so yet
   */
  public Start start(
      SubmissionId token, UUID run, byte[] body, int total, int excused, Instant queued) {
    var reply =
        redis.run(
            START,
            List.of(Keys.state(token), Keys.result(token)),
            values(
                hash(body),
                excused,
                MOST_ATTEMPTS,
                total,
                queued,
                ttl.toMillis(),
                ResultStore.FINISHED,
                Phase.PROCESSING.label(),
                run));
    var words = new String((byte[]) reply, StandardCharsets.UTF_8).split(" ");
    return switch (words[0]) {
      case "attempt" -> new Start.Attempt(Integer.parseInt(words[1]));
      case "finished" -> new Start.Finished();
      case "exhausted" -> new Start.Exhausted(Integer.parseInt(words[1]));
      case "conflict" -> new Start.Conflict();
      default -> throw new IllegalStateException(words[0]);
    };
  }

  /** Takes back the count of starts that came to nothing because this worker is stopping. */
  public void giveBack(SubmissionId token, int starts) {
    redis.run(GIVE_BACK, List.of(Keys.state(token)), values(starts, Phase.IN_QUEUE.label()));
  }

  /** Notes how many test cases are done. */
  public void progress(SubmissionId token, int done) {
    redis.run(PROGRESS, List.of(Keys.state(token)), values(done));
  }

  private static String hash(byte[] body) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<byte[]> values(Object... values) {
    return List.of(values).stream()
        .map(value -> value.toString().getBytes(StandardCharsets.UTF_8))
        .toList();
  }
}
