package evalx.redis;

import java.util.function.Consumer;
import java.util.function.Supplier;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.exceptions.JedisException;

/** Hears what is said on a channel, on a connection of its own. */
public final class Subscription implements AutoCloseable {
  private final Runnable connected;
  private final Consumer<String> messages;
  private final JedisPubSub listener =
      new JedisPubSub() {
        @Override
        public void onSubscribe(String channel, int count) {
          connected.run();
        }

        @Override
        public void onMessage(String channel, String message) {
          messages.accept(message);
        }
      };

  private final Supplier<Jedis> connect;
  private final String channel;

  Subscription(
      Supplier<Jedis> connect, String channel, Runnable connected, Consumer<String> messages) {
    this.connect = connect;
    this.channel = channel;
    this.connected = connected;
    this.messages = messages;
  }

  /**
   * Listens until it is closed.
   *
   * @throws RedisAway when the connection cannot be made or is lost
   */
  public void listen() {
    try (var connection = connect.get()) {
      connection.subscribe(listener, channel);
    } catch (JedisException e) {
      throw new RedisAway(e);
    }
  }

  @Override
  public void close() {
    if (listener.isSubscribed()) {
      listener.unsubscribe();
    }
  }
}
