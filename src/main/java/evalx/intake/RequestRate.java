package evalx.intake;

import evalx.config.AccessSettings;
import evalx.config.Settings;
import evalx.redis.Keys;
import evalx.redis.Redis;
import evalx.redis.Script;
import evalx.submission.Caller;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.TimeoutException;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.distributed.serialization.Mapper;
import io.github.bucket4j.redis.jedis.Bucket4jJedis;
import io.github.bucket4j.redis.jedis.RedisApi;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Counts the requests of each caller that submit, on all nodes together. */
@Singleton
public class RequestRate {
  private static final Duration PERIOD = Duration.ofMinutes(1);

  /** Many nodes that count for one caller at the same moment may have to try again. */
  private static final Duration MAX_TIME = Duration.ofSeconds(4);

  private final AccessSettings access;
  private final ProxyManager<String> buckets;

  @Inject
  public RequestRate(Settings settings, Redis redis) {
    access = settings.access();
    buckets =
        new Bucket4jJedis.JedisBasedProxyManagerBuilder<>(Mapper.STRING, new Commands(redis))
            .expirationAfterWrite(
                ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(PERIOD))
            .requestTimeout(MAX_TIME)
            .build();
  }

  /**
   * What was found of a request.
   *
   * @param limit requests in a minute
   * @param left requests that may follow at once
   * @param untilFull until the limit may be used in full again
   * @param retryAfter until this request may be made; empty where it may be made now
   */
  public record Count(int limit, long left, Duration untilFull, Optional<Duration> retryAfter) {}

  /**
   * Counts a request; empty where the caller may make as many as it likes.
   *
   * @throws evalx.redis.RedisAway during an outage
   * @throws OutOfTime when Redis answers too slowly
   */
  public Optional<Count> count(Caller caller) {
    var limit = access.rate(caller.name());
    if (limit == 0) {
      return Optional.empty();
    }
    try {
      var probe =
          buckets
              .getProxy(Keys.rate(caller.limitKey() + "/" + limit), () -> configuration(limit))
              .tryConsumeAndReturnRemaining(1);
      var wait = Duration.ofNanos(probe.getNanosToWaitForRefill());
      return Optional.of(
          new Count(
              limit,
              probe.getRemainingTokens(),
              Duration.ofNanos(probe.getNanosToWaitForReset()),
              probe.isConsumed() ? Optional.empty() : Optional.of(wait)));
    } catch (TimeoutException e) {
      throw new OutOfTime("Redis answers too slowly");
    }
  }

  private static BucketConfiguration configuration(int limit) {
    return BucketConfiguration.builder()
        .addLimit(bandwidth -> bandwidth.capacity(limit).refillGreedy(limit, PERIOD))
        .build();
  }

  /** What Bucket4j asks of Redis, over our own connections with their deadlines. */
  private record Commands(Redis redis) implements RedisApi {
    @Override
    public Object eval(byte[] script, int keyCount, byte[]... values) {
      var keys = Arrays.stream(values, 0, keyCount).map(Commands::text).toList();
      var arguments = Arrays.copyOfRange(values, keyCount, values.length, Object[].class);
      return redis.run(Script.of(text(script)), keys, arguments);
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
      return redis.get(text(key));
    }

    @Override
    public void delete(byte[] key) {
      redis.delete(text(key));
    }

    private static String text(byte[] bytes) {
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }
}
