package evalx.node;

import evalx.capacity.MemoryBrake;
import evalx.config.Settings;
import evalx.redis.RedisAway;
import evalx.sandbox.SandboxDied;
import evalx.sandbox.SandboxUnavailable;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorDefinition;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;

/**
 * What a worker does at regular times: proves its languages, says what it offers, compiles common
 * programs when it has nothing else to do, and looks after the memory of this host.
 */
@ManagedScheduledExecutorDefinition(name = "java:app/evalx/upkeep", maxAsync = 5)
@ApplicationScoped
class Upkeep {
  private static final int SECONDS = 5;
  private static final Logger LOG = System.getLogger(Upkeep.class.getName());

  @Resource(lookup = "java:app/evalx/upkeep")
  private ManagedScheduledExecutorService executor;

  private Settings settings;
  private Lanes lanes;
  private Capabilities capabilities;
  private MemoryBrake memoryBrake;
  private Workers workers;

  Upkeep() {}

  @Inject
  Upkeep(
      Settings settings,
      Lanes lanes,
      Capabilities capabilities,
      MemoryBrake memoryBrake,
      Workers workers) {
    this.settings = settings;
    this.lanes = lanes;
    this.capabilities = capabilities;
    this.memoryBrake = memoryBrake;
    this.workers = workers;
  }

  void start(@Observes @Initialized(ApplicationScoped.class) Object event) {
    if (settings.role().works()) {
      every(0, SECONDS, "languages are proved", this::prove);
      every(1, SECONDS, "this worker reports", this::report);
      every(1, 1, "the host's memory is looked at", memoryBrake::look);
    }
  }

  private void every(long delay, long seconds, String what, Runnable task) {
    executor.scheduleWithFixedDelay(() -> unlessAway(what, task), delay, seconds, TimeUnit.SECONDS);
  }

  /** A scheduled task that throws is never run again. */
  private static void unlessAway(String what, Runnable task) {
    try {
      task.run();
    } catch (SandboxUnavailable | SandboxDied e) {
      LOG.log(Level.WARNING, "{0} when the sandbox works: {1}", what, e.getMessage());
    } catch (RedisAway e) {
      LOG.log(Level.DEBUG, what + " when Redis is back", e);
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, what + " next time: it failed", e);
    }
  }

  private void prove() {
    lanes.prove();
    report();
    if (settings.caches().programs()) {
      lanes.compileCommonPrograms();
    }
  }

  private void report() {
    workers.publish(new WorkerReport(settings.worker(), lanes.versions(), capabilities.failures()));
  }
}
