package evalx.node;

import evalx.capacity.MemoryBrake;
import evalx.config.Settings;
import evalx.redis.RedisAway;
import evalx.sandbox.SandboxDied;
import evalx.sandbox.SandboxUnavailable;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * What a worker does at regular times: proves its languages, reports what it offers, compiles
 * common programs while it is idle, and adapts to the memory of this host.
 */
@ApplicationScoped
class WorkerTasks {
  private static final int SECONDS = 5;
  private static final int THREADS = 3;
  private static final Logger LOG = System.getLogger(WorkerTasks.class.getName());

  @Resource private ManagedThreadFactory threads;

  /** Not one of the server's: Payara leaves those of an application that is deployed again. */
  private Optional<ScheduledExecutorService> executor = Optional.empty();

  private Settings settings;
  private DriverChoice drivers;
  private ReportWorker reportWorker;
  private MemoryBrake memoryBrake;

  @SuppressWarnings("NullAway.Init")
  WorkerTasks() {}

  @Inject
  WorkerTasks(
      Settings settings, DriverChoice drivers, ReportWorker reportWorker, MemoryBrake memoryBrake) {
    this.settings = settings;
    this.drivers = drivers;
    this.reportWorker = reportWorker;
    this.memoryBrake = memoryBrake;
  }

  void start(@Observes @Initialized(ApplicationScoped.class) Object event) {
    if (settings.role().works()) {
      start(new ScheduledThreadPoolExecutor(THREADS, threads));
    }
  }

  /** Begins the tasks, which end with {@link #close}. */
  void start(ScheduledExecutorService given) {
    executor = Optional.of(given);
    every(given, 0, SECONDS, "Self-tests", this::prove);
    every(given, 1, SECONDS, "The worker report", () -> reportWorker.report());
    every(given, 1, 1, "The memory brake", () -> memoryBrake.adjust());
  }

  private static void every(
      ScheduledExecutorService executor, long delay, long seconds, String what, Runnable task) {
    var unused =
        executor.scheduleWithFixedDelay(
            () -> runLogged(what, task), delay, seconds, TimeUnit.SECONDS);
  }

  @PreDestroy
  void close() {
    executor.ifPresent(ScheduledExecutorService::shutdownNow);
  }

  /** Nothing may leave: a scheduled task that throws is never run again. */
  static void runLogged(String what, Runnable task) {
    try {
      task.run();
    } catch (SandboxUnavailable | SandboxDied e) {
      LOG.log(
          Level.WARNING, "{0} postponed, the sandbox is unavailable: {1}", what, e.getMessage());
    } catch (RedisAway e) {
      LOG.log(Level.DEBUG, what + " postponed, Redis is unavailable", e);
    } catch (RuntimeException | Error e) {
      LOG.log(Level.ERROR, what + " failed; tried again next time", e);
    }
  }

  private void prove() {
    drivers.prove();
    reportWorker.report();
    if (settings.caches().programs()) {
      drivers.compileCommonPrograms();
    }
  }
}
