package evalx.threads;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A bean with a few threads that end while they are idle, and a bounded queue before them. */
public abstract class BoundedThreads implements Executor {
  private static final Duration IDLE = Duration.ofSeconds(30);

  private final int maxThreads;
  private final int maxWaiting;

  @Resource private ManagedThreadFactory factory;

  @SuppressWarnings("NullAway.Init")
  private ThreadPoolExecutor pool;

  /**
   * @param maxWaiting tasks that wait for a thread; one more is refused
   */
  @SuppressWarnings("NullAway.Init")
  protected BoundedThreads(int maxThreads, int maxWaiting) {
    this.maxThreads = maxThreads;
    this.maxWaiting = maxWaiting;
  }

  @PostConstruct
  void open() {
    var queue = new LinkedBlockingQueue<Runnable>(maxWaiting);
    pool =
        new ThreadPoolExecutor(
            maxThreads, maxThreads, IDLE.toSeconds(), TimeUnit.SECONDS, queue, factory);
    pool.allowCoreThreadTimeOut(true);
  }

  @PreDestroy
  void close() {
    pool.shutdown();
  }

  /**
   * Runs a task on one of the threads.
   *
   * @throws java.util.concurrent.RejectedExecutionException when too many wait
   */
  @Override
  public void execute(Runnable task) {
    pool.execute(task);
  }
}
