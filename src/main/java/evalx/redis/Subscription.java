package evalx.redis;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Hears the messages of a channel, on a connection of its own. A connection whose other end is gone
 * is as silent as a quiet channel, so Redis is asked for a sign of life every few seconds.
 */
public final class Subscription implements AutoCloseable {
  private final Supplier<Jedis> connect;
  private final String channel;
  private final Runnable connected;
  private final Consumer<String> messages;
  private final Pulse pulse;
  private volatile @Nullable Listener listener;

  /**
   * What asks for a sign of life.
   *
   * @param period between two questions
   */
  record Pulse(ScheduledExecutorService timer, Duration period) {}

  /**
   * @param connect makes a connection that is lost when it is silent for longer than some pulses
   */
  Subscription(
      Supplier<Jedis> connect,
      String channel,
      Runnable connected,
      Consumer<String> messages,
      Pulse pulse) {
    this.connect = connect;
    this.channel = channel;
    this.connected = connected;
    this.messages = messages;
    this.pulse = pulse;
  }

  /**
   * Listens until it is closed.
   *
   * @throws RedisAway when the connection cannot be made or is lost
   */
  public void listen() {
    var current = new Listener();
    var nanos = pulse.period().toNanos();
    var asking =
        pulse.timer().scheduleAtFixedRate(() -> ask(current), nanos, nanos, TimeUnit.NANOSECONDS);
    try (var connection = connect.get()) {
      listener = current;
      connection.subscribe(current, channel);
    } catch (JedisException e) {
      throw new RedisAway(e);
    } finally {
      asking.cancel(false);
      listener = null;
    }
  }

  /** Subscribes to what is subscribed already, which Redis confirms again. */
  private void ask(Listener current) {
    if (current.isSubscribed()) {
      try {
        current.subscribe(channel);
      } catch (JedisException e) {
        // The listening thread notices the same.
      }
    }
  }

  @Override
  public void close() {
    var current = listener;
    if (current != null && current.isSubscribed()) {
      current.unsubscribe();
    }
  }

  private final class Listener extends JedisPubSub {
    private boolean told;

    @Override
    public void onSubscribe(String name, int count) {
      if (!told) {
        told = true;
        connected.run();
      }
    }

    @Override
    public void onMessage(String name, String message) {
      messages.accept(message);
    }
  }
}
