package evalx.redis;

import evalx.config.Settings;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisNoScriptException;
import redis.clients.jedis.params.SetParams;
import redis.clients.jedis.util.JedisURIHelper;

/**
 * The commands EvalX uses, over a bounded pool of connections.
 *
 * <p>Every call ends within some seconds. It throws {@link RedisAway} when Redis is the reason for
 * its failure, {@link RedisFull} when Redis has no memory left for it.
 */
@Singleton
public class Redis {
  private static final int MAX_CONNECTIONS = 100;
  private static final Duration IDLE = Duration.ofSeconds(30);
  private static final SetParams PROBE = SetParams.setParams().px(1000);

  private final HostAndPort address;
  private final JedisClientConfig client;
  private final RedisClient pool;
  private final Subscription.Pulse pulse;

  @Inject
  public Redis(Settings settings) {
    this(settings.redis());
  }

  public Redis(URI uri) {
    this(uri, Deadlines.OF_RESULTS);
  }

  Redis(URI uri, Deadlines deadlines) {
    address = JedisURIHelper.getHostAndPort(uri);
    client =
        DefaultJedisClientConfig.builder()
            .user(JedisURIHelper.getUser(uri))
            .password(JedisURIHelper.getPassword(uri))
            .database(JedisURIHelper.getDBIndex(uri))
            .sslOptions(JedisURIHelper.isRedisSSLScheme(uri) ? SslOptions.defaults() : null)
            .connectionTimeoutMillis((int) deadlines.connect().toMillis())
            .socketTimeoutMillis((int) deadlines.reply().toMillis())
            .blockingSocketTimeoutMillis((int) deadlines.silence().toMillis())
            .build();
    pool =
        RedisClient.builder()
            .hostAndPort(address)
            .clientConfig(client)
            .poolConfig(poolConfig(deadlines.pool()))
            .build();
    pulse = new Subscription.Pulse(timer(), deadlines.pulse());
  }

  /** Without a thread until the first subscription. */
  private static ScheduledExecutorService timer() {
    return Executors.newSingleThreadScheduledExecutor(
        task -> {
          var thread = new Thread(task, "redis-pulse");
          thread.setDaemon(true);
          return thread;
        });
  }

  private static ConnectionPoolConfig poolConfig(Duration wait) {
    var config = new ConnectionPoolConfig();
    config.setMaxTotal(MAX_CONNECTIONS);
    config.setMaxIdle(MAX_CONNECTIONS);
    config.setMinEvictableIdleDuration(IDLE);
    config.setTimeBetweenEvictionRuns(IDLE);
    config.setTestWhileIdle(true);
    config.setMaxWait(wait);
    return config;
  }

  @PreDestroy
  public void close() {
    pulse.timer().shutdownNow();
    pool.close();
  }

  /** Whether Redis answers and accepts writes. */
  public Condition condition() {
    try {
      ask(true, redis -> redis.set(Keys.PROBE, "1", PROBE));
      return Condition.WORKS;
    } catch (RedisFull e) {
      return Condition.FULL;
    } catch (RedisAway e) {
      return Condition.AWAY;
    }
  }

  /** What Redis says about itself. */
  public RedisFacts facts() {
    return RedisFacts.of(info("server", "memory", "stats"));
  }

  private Map<String, String> info(String... sections) {
    var info = new HashMap<String, String>();
    for (var section : sections) {
      ask(true, redis -> redis.info(section))
          .lines()
          .map(line -> line.split(":", 2))
          .filter(parts -> parts.length == 2)
          .forEach(parts -> info.put(parts[0], parts[1].strip()));
    }
    return info;
  }

  /**
   * This process' connections.
   *
   * @param waiting callers that wait for one
   */
  public record Connections(int active, int idle, int waiting) {}

  /** How the pool of connections is used now. */
  public Connections connections() {
    var use = pool.getPool();
    return new Connections(use.getNumActive(), use.getNumIdle(), use.getNumWaiters());
  }

  /** A value, or null where there is none. */
  public byte @Nullable [] get(String key) {
    return ask(true, redis -> redis.get(bytes(key)));
  }

  /** The fields of a hash; empty where there is none. */
  public Map<String, String> fields(String key) {
    return ask(true, redis -> redis.hgetAll(key));
  }

  /**
   * Removes a key, if it is there.
   *
   * @return whether it was
   */
  public boolean delete(String key) {
    return ask(true, redis -> redis.del(key)) > 0;
  }

  /**
   * Runs a script and gives what it returns: null, a {@code Long}, a {@code byte[]} or a list of
   * such. Redis is sent the script's hash, and the text only when it does not know it.
   *
   * @param values byte arrays as they are, everything else as text
   */
  public Object run(Script script, List<String> keys, Object... values) {
    var names = keys.stream().map(Redis::bytes).toList();
    var arguments = Stream.of(values).map(Redis::argument).toList();
    return ask(
        script.isRepeatable(),
        redis -> {
          try {
            return redis.evalsha(script.sha1(), names, arguments);
          } catch (JedisNoScriptException e) {
            return redis.eval(script.text(), names, arguments);
          }
        });
  }

  /** Sends a message to everybody who listens to a channel now. */
  public void publish(String channel, String message) {
    ask(true, redis -> redis.publish(channel, message));
  }

  /**
   * A way to hear the messages of a channel.
   *
   * @param connected called after each new connection: earlier messages were not heard
   * @param messages called with each message; must not block
   */
  public Subscription subscription(String channel, Runnable connected, Consumer<String> messages) {
    return new Subscription(() -> new Jedis(address, client), channel, connected, messages, pulse);
  }

  private <T> T ask(boolean repeatable, Function<UnifiedJedis, T> command) {
    try {
      return command.apply(pool);
    } catch (JedisException e) {
      if (!repeatable || !Failures.isBrokenConnection(e)) {
        throw Failures.of(e);
      }
    }
    // Redis was restarted: the other idle connections of the pool are broken too.
    pool.getPool().clear();
    try {
      return command.apply(pool);
    } catch (JedisException e) {
      throw Failures.of(e);
    }
  }

  private static byte[] argument(Object value) {
    return value instanceof byte[] already ? already : bytes(value.toString());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
