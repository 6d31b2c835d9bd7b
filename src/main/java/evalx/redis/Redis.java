package evalx.redis;

import evalx.config.RedisAddress;
import evalx.config.Settings;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandObject;
import redis.clients.jedis.CommandObjects;
import redis.clients.jedis.ConnectionPool;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisNoScriptException;
import redis.clients.jedis.params.SetParams;
import redis.clients.jedis.util.JedisClusterCRC16;

/**
 * The commands EvalX uses, over bounded pools of connections.
 *
 * <p>Every call ends within some seconds. It throws {@link RedisAway} when Redis is the reason for
 * its failure, {@link RedisFull} when Redis has no memory left for it.
 */
@Singleton
public class Redis {
  private static final SetParams PROBE = SetParams.setParams().px(1000);
  private static final CommandObjects COMMANDS = new CommandObjects(RedisProtocol.RESP2);

  private final Connecting connecting;
  private final Servers servers;
  private final Subscription.Pulse pulse;

  @Inject
  public Redis(Settings settings) {
    this(settings.stores().redis());
  }

  public Redis(RedisAddress address) {
    this(address, Deadlines.OF_RESULTS);
  }

  Redis(RedisAddress address, Deadlines deadlines) {
    connecting = new Connecting(address, deadlines);
    servers = Servers.of(address.layout(), connecting);
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

  @PreDestroy
  public void close() {
    pulse.timer().shutdownNow();
    servers.close();
  }

  /** Whether Redis answers and accepts writes. */
  public Condition condition() {
    try {
      ask(true, Keys.PROBE, COMMANDS.set(Keys.PROBE, "1", PROBE));
      return Condition.WORKS;
    } catch (RedisFull e) {
      return Condition.FULL;
    } catch (RedisAway e) {
      return Condition.AWAY;
    }
  }

  /**
   * What Redis says about itself. Of several servers, the one that is nearest to its limit of
   * memory speaks for all.
   */
  public RedisFacts facts() {
    return nodes().stream()
        .map(node -> node.facts())
        .reduce(RedisFacts::with)
        .orElseThrow(() -> new RedisAway(new JedisException("no server has keys")));
  }

  /** The servers that have keys. */
  public List<Node> nodes() {
    try {
      return servers.all().stream().map(Node::new).toList();
    } catch (JedisException e) {
      throw Failures.of(e);
    }
  }

  /** A server that has keys, all of them or, in a cluster, some. */
  public final class Node {
    private final ConnectionPool pool;

    Node(ConnectionPool pool) {
      this.pool = pool;
    }

    private RedisFacts facts() {
      var info = new HashMap<String, String>();
      for (var section : List.of("server", "memory", "stats")) {
        ask(true, () -> sent(COMMANDS.info(section)))
            .lines()
            .map(line -> line.split(":", 2))
            .filter(parts -> parts.length == 2)
            .forEach(parts -> info.put(parts[0], parts[1].strip()));
      }
      return RedisFacts.of(info);
    }

    /** Runs a script that names no keys and uses only those that are here. */
    public Object run(Script script, Object... values) {
      return ask(
          script.isRepeatable(), () -> Redis.run(script, List.of(), arguments(values), this::sent));
    }

    private <T> T sent(CommandObject<T> command) {
      return Servers.with(pool, connection -> connection.executeCommand(command));
    }
  }

  /**
   * This process' connections.
   *
   * @param waiting callers that wait for one
   */
  public record Connections(int active, int idle, int waiting) {}

  /** How the pool of connections is used now. */
  public Connections connections() {
    var pools = servers.known();
    return new Connections(
        pools.stream().mapToInt(ConnectionPool::getNumActive).sum(),
        pools.stream().mapToInt(ConnectionPool::getNumIdle).sum(),
        pools.stream().mapToInt(ConnectionPool::getNumWaiters).sum());
  }

  /** A value, or null where there is none. */
  public byte @Nullable [] get(String key) {
    return ask(true, key, COMMANDS.get(bytes(key)));
  }

  /** The fields of a hash; empty where there is none. */
  public Map<String, String> fields(String key) {
    return ask(true, key, COMMANDS.hgetAll(key));
  }

  /**
   * Removes a key, if it is there.
   *
   * @return whether it was
   */
  public boolean delete(String key) {
    return ask(true, key, COMMANDS.del(key)) > 0;
  }

  /**
   * Runs a script and gives what it returns: null, a {@code Long}, a {@code byte[]} or a list of
   * such. Redis is sent the script's hash, and the text only when it does not know it.
   *
   * @param keys at least one; all share one hash tag, so that one server of a cluster has them
   * @param values byte arrays as they are, everything else as text
   */
  public Object run(Script script, List<String> keys, Object... values) {
    var names = keys.stream().map(Redis::bytes).toList();
    if (names.stream().map(JedisClusterCRC16::getSlot).distinct().count() != 1) {
      throw new IllegalArgumentException("no server of a cluster has all of " + keys);
    }
    return ask(
        script.isRepeatable(),
        () ->
            run(script, names, arguments(values), command -> servers.send(names.get(0), command)));
  }

  private static Object run(
      Script script,
      List<byte[]> keys,
      List<byte[]> arguments,
      Function<CommandObject<Object>, Object> send) {
    try {
      return send.apply(COMMANDS.evalsha(script.sha1(), keys, arguments));
    } catch (JedisNoScriptException e) {
      return send.apply(COMMANDS.eval(script.text(), keys, arguments));
    }
  }

  /** Sends a message to everybody who listens to a channel now. */
  public void publish(String channel, String message) {
    ask(true, channel, COMMANDS.publish(channel, message));
  }

  /**
   * A way to hear the messages of a channel.
   *
   * @param connected called after each new connection: earlier messages were not heard
   * @param messages called with each message; must not block
   */
  public Subscription subscription(String channel, Runnable connected, Consumer<String> messages) {
    return new Subscription(
        () -> new Jedis(servers.telling(), connecting.client()),
        channel,
        connected,
        messages,
        pulse);
  }

  private <T> T ask(boolean repeatable, String key, CommandObject<T> command) {
    return ask(repeatable, () -> servers.send(bytes(key), command));
  }

  private <T> T ask(boolean repeatable, Supplier<T> command) {
    try {
      return command.get();
    } catch (JedisException e) {
      if (!Failures.isOfServer(e)) {
        throw Failures.of(e);
      }
      // Redis was restarted, or another server has taken its place.
      var elsewhere = servers.renew();
      if (!(elsewhere && Failures.wasNotSent(e))
          && !(repeatable && Failures.isBrokenConnection(e))) {
        throw Failures.of(e);
      }
    }
    try {
      return command.get();
    } catch (JedisException e) {
      throw Failures.of(e);
    }
  }

  private static List<byte[]> arguments(Object... values) {
    return Stream.of(values).map(Redis::argument).toList();
  }

  private static byte[] argument(Object value) {
    return value instanceof byte[] already ? already : bytes(value.toString());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
