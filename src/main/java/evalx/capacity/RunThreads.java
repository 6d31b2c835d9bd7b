package evalx.capacity;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorDefinition;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.inject.Singleton;
import java.util.concurrent.Executor;

/** The server's threads on which programs run. */
@ManagedExecutorDefinition(name = "java:app/evalx/runs", maxAsync = RunThreads.MAX_THREADS)
@Singleton
public class RunThreads implements Executor {
  /**
   * The maximum of MAX_CONCURRENT_SANDBOXES and some more, because a thread that has just ended a
   * task may not yet be ready for the next.
   */
  static final int MAX_THREADS = 1000 + 100;

  @Resource(lookup = "java:app/evalx/runs")
  private ManagedExecutorService executor;

  @SuppressWarnings("NullAway.Init")
  private ReusedThreads threads;

  @PostConstruct
  void start() {
    threads = new ReusedThreads(executor);
  }

  @Override
  public void execute(Runnable task) {
    threads.execute(task);
  }
}
