package evalx.notification;

import evalx.redis.Redis;
import evalx.redis.RedisAway;
import evalx.redis.Subscription;
import evalx.submission.SubmissionId;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Hears on every node which tokens have ended on any node.
 *
 * <p>What is said while the connection is lost is not heard: every waiter is woken after each new
 * connection to look for itself.
 */
@ApplicationScoped
public class FinishedChannel {
  private static final String CHANNEL = "evalx:finished";
  private static final long RETRY_SECONDS = 1;
  private static final Logger LOG = System.getLogger(FinishedChannel.class.getName());

  private final CountDownLatch closed = new CountDownLatch(1);

  @Resource private ManagedThreadFactory threads;

  private Redis redis;
  private Subscription subscription;

  FinishedChannel() {}

  @Inject
  FinishedChannel(Redis redis, Waiters waiters) {
    this.redis = redis;
    this.subscription =
        redis.subscription(
            CHANNEL,
            waiters::wakeAll,
            message -> SubmissionId.parse(message).ifPresent(waiters::wake));
  }

  /** Tells every node that a token has ended. */
  public void announce(SubmissionId token) {
    redis.publish(CHANNEL, token.toString());
  }

  void start(@Observes @Initialized(ApplicationScoped.class) Object event) {
    threads.newThread(this::listenUntilClosed).start();
  }

  @PreDestroy
  void close() {
    closed.countDown();
    subscription.close();
  }

  void listenUntilClosed() {
    while (closed.getCount() > 0) {
      try {
        subscription.listen();
      } catch (RedisAway e) {
        LOG.log(Level.DEBUG, "waiters will look again when Redis is back: {0}", e.getMessage());
      } catch (RuntimeException e) {
        LOG.log(Level.WARNING, "waiters will look again on a new connection", e);
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
}
