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
public class OpenJobs {
  private static final Script ADD = Script.load("open-job").repeatable();
  private static final Script REMOVE =
      Script.of("redis.call('ZREM', KEYS[1], ARGV[1])").repeatable();

  private final Redis redis;
  private final Duration ttl;

  @Inject
  public OpenJobs(Redis redis, Settings settings) {
    this.redis = redis;
    this.ttl = JobStates.ttl(settings.jobs());
  }

  /**
   * Counts a job, for as long as it can live at most.
   *
   * @param max how many the caller may have
   * @return whether it is counted
   */
  public boolean add(Caller caller, SubmissionId id, int max) {
    var keys = List.of(Keys.openJobs(caller.key()));
    return Long.valueOf(1).equals(redis.run(ADD, keys, id, max, ttl.toMillis()));
  }

  /** Counts a job no longer. */
  public void remove(Caller caller, SubmissionId id) {
    redis.run(REMOVE, List.of(Keys.openJobs(caller.key())), id);
  }
}
