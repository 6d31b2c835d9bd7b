package evalx.redis;

import evalx.config.Settings;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisNoScriptException;
import redis.clients.jedis.params.SetParams;
import redis.clients.jedis.util.JedisURIHelper;

/**
 * The commands EvalX uses, over a bounded pool of connections.
 *
 * <p>Every call ends within some seconds, and throws {@link RedisAway} where Redis is the reason.
 */
@Singleton
public class Redis {
  private static final int MOST_CONNECTIONS = 100;
  private static final Duration IDLE = Duration.ofSeconds(30);
  private static final Duration POOL_WAIT = Duration.ofSeconds(2);
  private static final int TIMEOUT_MILLIS = 2000;

  private static final SetParams PROBE = SetParams.setParams().px(1000);

  /** Replies that mean Redis cannot work at the moment, not that we asked wrongly. */
  private static final List<String> OUTAGES =
      List.of(
          "LOADING",
          "BUSY",
          "MISCONF",
          "OOM",
          "READONLY",
          "NOREPLICAS",
          "MASTERDOWN",
          "CLUSTERDOWN",
          "ERR max number of clients");

  private final HostAndPort address;
  private final JedisClientConfig client;
  private final RedisClient pool;

  @Inject
  public Redis(Settings settings) {
    this(settings.redis());
  }

  public Redis(URI uri) {
    address = JedisURIHelper.getHostAndPort(uri);
    client =
        DefaultJedisClientConfig.builder()
            .user(JedisURIHelper.getUser(uri))
            .password(JedisURIHelper.getPassword(uri))
            .database(JedisURIHelper.getDBIndex(uri))
            .sslOptions(JedisURIHelper.isRedisSSLScheme(uri) ? SslOptions.defaults() : null)
            .connectionTimeoutMillis(TIMEOUT_MILLIS)
            .socketTimeoutMillis(TIMEOUT_MILLIS)
            .build();
    pool =
        RedisClient.builder()
            .hostAndPort(address)
            .clientConfig(client)
            .poolConfig(poolConfig())
            .build();
  }

  private static ConnectionPoolConfig poolConfig() {
    var config = new ConnectionPoolConfig();
    config.setMaxTotal(MOST_CONNECTIONS);
    config.setMaxIdle(MOST_CONNECTIONS);
    config.setMinEvictableIdleDuration(IDLE);
    config.setTimeBetweenEvictionRuns(IDLE);
    config.setTestWhileIdle(true);
    config.setMaxWait(POOL_WAIT);
    return config;
  }

  @PreDestroy
  public void close() {
    pool.close();
  }

  /** Whether Redis answers and takes what it is given. */
  public boolean answers() {
    try {
      return "OK".equals(ask(redis -> redis.set("evalx:probe", "1", PROBE)));
    } catch (RedisAway e) {
      return false;
    }
  }

  /** A value, or null where there is none. */
  public byte[] get(String key) {
    return ask(redis -> redis.get(bytes(key)));
  }

  /** The fields of a hash; empty where there is none. */
  public Map<String, String> fields(String key) {
    return ask(redis -> redis.hgetAll(key));
  }

  /** Removes a key, if it is there. */
  public void delete(String key) {
    ask(redis -> redis.del(key));
  }

  /**
   * Runs a script over keys and values and gives what it returns. Redis is sent the script's name,
   * which spares it to hash the text, and the text only where it does not know it.
   */
  public Object run(Script script, List<String> keys, List<byte[]> values) {
    var names = keys.stream().map(Redis::bytes).toList();
    return ask(
        redis -> {
          try {
            return redis.evalsha(script.name(), names, values);
          } catch (JedisNoScriptException e) {
            return redis.eval(script.text(), names, values);
          }
        });
  }

  /** Sends a message to whoever listens to a channel now. */
  public void publish(String channel, String message) {
    ask(redis -> redis.publish(channel, message));
  }

  /**
   * A way to hear what is said on a channel.
   *
   * @param connected called after each new connection: what was said before it was not heard
   * @param messages called with each message; must not block
   */
  public Subscription subscription(String channel, Runnable connected, Consumer<String> messages) {
    return new Subscription(() -> new Jedis(address, client), channel, connected, messages);
  }

  private <T> T ask(Function<UnifiedJedis, T> command) {
    try {
      return command.apply(pool);
    } catch (JedisDataException e) {
      throw isOutage(e) ? new RedisAway(e) : e;
    } catch (JedisException e) {
      throw new RedisAway(e);
    }
  }

  private static boolean isOutage(JedisDataException e) {
    return e.getMessage() != null && OUTAGES.stream().anyMatch(e.getMessage()::startsWith);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
