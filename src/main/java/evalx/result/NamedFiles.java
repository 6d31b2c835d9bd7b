package evalx.result;

import static java.nio.charset.StandardCharsets.US_ASCII;

import evalx.config.Settings;
import evalx.redis.Keys;
import evalx.redis.Redis;
import evalx.redis.Script;
import evalx.submission.Caller;
import evalx.submission.FileId;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The names under which callers know files of the file store, because a dialect lets its clients
 * name what they send. Names are a caller's own, and last as long as an unused file does.
 *
 * <p>Every method throws {@link evalx.redis.RedisAway} during an outage.
 */
@Singleton
public class NamedFiles {
  private static final Script PUT =
      Script.of("return redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])").repeatable();

  private final Redis redis;
  private final Duration ttl;

  @Inject
  NamedFiles(Redis redis, Settings settings) {
    this.redis = redis;
    this.ttl = settings.stores().files().ttl();
  }

  /**
   * Gives a file a name, in place of any that had it.
   *
   * @param name of bounded length
   */
  public void put(Caller caller, String name, FileId file) {
    redis.run(PUT, List.of(key(caller, name)), file.sha256(), ttl.toMillis());
  }

  /** The file of a name; empty where it has none any more. */
  public Optional<FileId> find(Caller caller, String name) {
    return Optional.ofNullable(redis.get(key(caller, name)))
        .flatMap(sha256 -> FileId.parse(new String(sha256, US_ASCII)));
  }

  private static String key(Caller caller, String name) {
    return Keys.fileName(caller.key(), name);
  }
}
