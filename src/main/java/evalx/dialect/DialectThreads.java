package evalx.dialect;

import evalx.events.Subscribers;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads that read results for clients of dialects, and answer them. Each has a result of
 * several MiB in hand at times, so that there are few.
 */
@ApplicationScoped
public class DialectThreads implements Executor {
  private static final int MAX_THREADS = 4;
  private static final Duration IDLE = Duration.ofSeconds(30);

  @Resource private ManagedThreadFactory factory;

  @SuppressWarnings("NullAway.Init")
  private ThreadPoolExecutor pool;

  @SuppressWarnings("NullAway.Init")
  DialectThreads() {}

  @PostConstruct
  void open() {
    // Each that waits may time out and be woken at the same moment.
    var queue = new LinkedBlockingQueue<Runnable>(2 * Subscribers.MAX);
    pool =
        new ThreadPoolExecutor(
            MAX_THREADS, MAX_THREADS, IDLE.toSeconds(), TimeUnit.SECONDS, queue, factory);
    pool.allowCoreThreadTimeOut(true);
  }

  @PreDestroy
  void close() {
    pool.shutdown();
  }

  @Override
  public void execute(Runnable task) {
    pool.execute(task);
  }
}
