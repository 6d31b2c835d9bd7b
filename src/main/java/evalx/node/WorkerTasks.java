package evalx.node;

import evalx.capacity.MemoryBrake;
import evalx.config.Settings;
import evalx.redis.RedisAway;
import evalx.sandbox.SandboxDied;
import evalx.sandbox.SandboxUnavailable;
import evalx.threads.PeriodicTasks;
import evalx.threads.PeriodicTasks.Task;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;

/**
 * What a worker does at regular times: proves its languages, reports what it offers, compiles
 * common programs while it is idle, and adapts to the memory of this host.
 */
@ApplicationScoped
class WorkerTasks {
  private static final Duration PAUSE = Duration.ofSeconds(5);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Logger LOG = System.getLogger(WorkerTasks.class.getName());

  @Inject private PeriodicTasks tasks;

  private Settings settings;
  private ProvedDrivers drivers;
  private ReportWorker reportWorker;
  private MemoryBrake memoryBrake;

  @SuppressWarnings("NullAway.Init")
  WorkerTasks() {}

  @Inject
  WorkerTasks(
      Settings settings,
      ProvedDrivers drivers,
      ReportWorker reportWorker,
      MemoryBrake memoryBrake) {
    this.settings = settings;
    this.drivers = drivers;
    this.reportWorker = reportWorker;
    this.memoryBrake = memoryBrake;
  }

  void start(@Observes @Initialized(ApplicationScoped.class) Object event) {
    if (settings.node().role().works()) {
      begin("The self-tests", PAUSE, Duration.ZERO, this::prove);
      begin("The report of this worker", PAUSE, SECOND, () -> reportWorker.report());
      begin("The memory brake", SECOND, SECOND, () -> memoryBrake.adjust());
    }
  }

  private void begin(String name, Duration pause, Duration delay, Runnable action) {
    tasks.begin(new Task(name, pause, () -> runPostponed(name, action)), delay);
  }

  /** An outage of the sandbox, and its end, are told once in the log, by {@link ProvedDrivers}. */
  static void runPostponed(String name, Runnable action) {
    try {
      action.run();
    } catch (SandboxUnavailable | SandboxDied e) {
      LOG.log(Level.DEBUG, name + ": postponed, the sandbox is unavailable", e);
    } catch (RedisAway e) {
      LOG.log(Level.DEBUG, name + ": postponed, Redis is unavailable", e);
    }
  }

  private void prove() {
    drivers.prove();
    reportWorker.report();
    if (settings.stores().caches().programs()) {
      drivers.compileCommonPrograms();
    }
  }
}
