package evalx.result;

import evalx.config.Settings;
import evalx.redis.Keys;
import evalx.redis.Redis;
import evalx.redis.Script;
import evalx.submission.Caller;
import evalx.submission.SubmissionId;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/**
 * The jobs of each caller that have not ended, as far as their number is limited. Each method
 * throws {@link evalx.redis.RedisAway} during an outage.
 */
@Singleton
public class OpenJobs implements CountedJobs {
  private static final Script ADD = Script.load("open-job").repeatable();
  private static final Script REMOVE =
      Script.of("redis.call('ZREM', KEYS[1], ARGV[1])").repeatable();

  /** Keeps what is counted, for longer; what has ended meanwhile is not counted again. */
  private static final Script KEEP =
      Script.of(
              """
              local time = redis.call('TIME')
              redis.call('ZADD', KEYS[1], 'XX', time[1] * 1000 + tonumber(ARGV[2]), ARGV[1])
              """)
          .repeatable();

  /** Longer than a submission takes to be queued, or refused. */
  private static final Duration ACCEPT_TIME = Duration.ofMinutes(1);

  private final Redis redis;
  private final Duration ttl;

  @Inject
  public OpenJobs(Redis redis, Settings settings) {
    this.redis = redis;
    this.ttl = JobStates.ttl(settings.runs().jobs());
  }

  /**
   * Counts a job for a minute: whatever hinders it from being queued, even the end of this process,
   * it counts no longer.
   *
   * @param max how many the caller may have
   * @return whether it is counted
   */
  public boolean add(Caller caller, SubmissionId id, int max) {
    var keys = List.of(Keys.openJobs(caller.limitKey()));
    return Long.valueOf(1)
        .equals(redis.run(ADD, keys, id, max, ACCEPT_TIME.toMillis(), ttl.toMillis()));
  }

  /** Counts a job that is queued for as long as it can live at most. */
  public void keep(Caller caller, SubmissionId id) {
    redis.run(KEEP, List.of(Keys.openJobs(caller.limitKey())), id, ttl.toMillis());
  }

  @Override
  public void remove(String owner, SubmissionId id) {
    redis.run(REMOVE, List.of(Keys.openJobs(Caller.limitKey(owner))), id);
  }
}
