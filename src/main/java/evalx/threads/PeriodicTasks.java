package evalx.threads;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.Dependent;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * What a bean does at regular times, until the bean ends. Each task has a thread of its own: one
 * that waits for the broker delays no other.
 */
@Dependent
public class PeriodicTasks {
  private static final Logger LOG = System.getLogger(PeriodicTasks.class.getName());

  /** Not of the server's executors: Payara leaves those of an application deployed again. */
  private final List<ScheduledExecutorService> executors = new ArrayList<>();

  @Resource private ManagedThreadFactory server;

  /** For the container. */
  @SuppressWarnings("NullAway.Init")
  PeriodicTasks() {}

  /** A task, how it is called in the log, and the time from its end to its next beginning. */
  public record Task(String name, Duration pause, Runnable action) {}

  /**
   * Repeats a task.
   *
   * @param delay before it is done for the first time
   */
  public void begin(Task task, Duration delay) {
    begin(task, delay, server);
  }

  synchronized void begin(Task task, Duration delay, ThreadFactory factory) {
    var executor = Executors.newSingleThreadScheduledExecutor(factory);
    executors.add(executor);
    var unused =
        executor.scheduleWithFixedDelay(
            () -> runLogged(task), delay.toNanos(), task.pause().toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Nothing may leave: a scheduled task that throws is never run again. */
  private static void runLogged(Task task) {
    try {
      task.action().run();
    } catch (RuntimeException | Error e) {
      LOG.log(
          Level.ERROR,
          task.name() + " failed; tried again in " + task.pause().toMillis() + " ms",
          e);
    }
  }

  @PreDestroy
  synchronized void close() {
    executors.forEach(ScheduledExecutorService::shutdownNow);
  }
}
