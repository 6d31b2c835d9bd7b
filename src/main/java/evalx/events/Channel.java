package evalx.events;

import evalx.redis.Redis;
import evalx.redis.RedisAway;
import evalx.redis.Subscription;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Listens to a channel of Redis until it is closed, on a new connection after each outage. */
public final class Channel implements Runnable, AutoCloseable {
  private static final long RETRY_SECONDS = 1;
  private static final Logger LOG = System.getLogger(Channel.class.getName());

  private final CountDownLatch closed = new CountDownLatch(1);
  private final String name;
  private final Subscription subscription;

  /**
   * @param connected called after each new connection: what was said before it was not heard
   * @param messages called with each message; must not block
   */
  public Channel(Redis redis, String name, Runnable connected, Consumer<String> messages) {
    this.name = name;
    this.subscription = redis.subscription(name, connected, messages);
  }

  /** Listens on the calling thread. */
  @Override
  public void run() {
    while (closed.getCount() > 0) {
      try {
        subscription.listen();
      } catch (RedisAway e) {
        LOG.log(
            Level.DEBUG, "Cannot subscribe to {0} until Redis is back: {1}", name, e.getMessage());
      } catch (RuntimeException e) {
        LOG.log(Level.WARNING, name + ": the subscription failed; subscribing again", e);
      }
      try {
        if (closed.await(RETRY_SECONDS, TimeUnit.SECONDS)) {
          return;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  @Override
  public void close() {
    closed.countDown();
    subscription.close();
  }
}
