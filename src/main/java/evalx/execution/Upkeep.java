package evalx.execution;

import evalx.config.Settings;
import evalx.language.WorkerReport;
import evalx.language.Workers;
import evalx.redis.RedisAway;
import evalx.sandbox.Drivers;
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

/** Keeps a worker's word good: proves its languages, and says every few seconds what it offers. */
@ManagedScheduledExecutorDefinition(name = "java:app/evalx/upkeep", maxAsync = 2)
@ApplicationScoped
class Upkeep {
  private static final int SECONDS = 5;
  private static final Logger LOG = System.getLogger(Upkeep.class.getName());

  @Resource(lookup = "java:app/evalx/upkeep")
  private ManagedScheduledExecutorService executor;

  private Settings settings;
  private Lanes lanes;
  private Capabilities capabilities;
  private SandboxGate gate;
  private Drivers drivers;
  private Workers workers;

  Upkeep() {}

  @Inject
  Upkeep(
      Settings settings,
      Lanes lanes,
      Capabilities capabilities,
      SandboxGate gate,
      Drivers drivers,
      Workers workers) {
    this.settings = settings;
    this.lanes = lanes;
    this.capabilities = capabilities;
    this.gate = gate;
    this.drivers = drivers;
    this.workers = workers;
  }

  void start(@Observes @Initialized(ApplicationScoped.class) Object event) {
    if (settings.role().works()) {
      executor.scheduleWithFixedDelay(this::prove, 0, SECONDS, TimeUnit.SECONDS);
      executor.scheduleWithFixedDelay(this::report, 1, SECONDS, TimeUnit.SECONDS);
    }
  }

  private void prove() {
    try {
      lanes.prove();
      report();
    } catch (SandboxUnavailable e) {
      LOG.log(
          Level.WARNING, "languages will be proved when the sandbox works: {0}", e.getMessage());
    } catch (RuntimeException e) {
      // A scheduled task that throws is never run again.
      LOG.log(Level.ERROR, "languages could not be proved; tried again in some seconds", e);
    }
  }

  private void report() {
    try {
      workers.publish(
          new WorkerReport(
              settings.worker(),
              drivers.inOrder().get(0).driver(),
              gate.free(),
              capabilities.versions(),
              capabilities.failures()));
    } catch (RedisAway e) {
      LOG.log(Level.DEBUG, "this worker will report when Redis is back", e);
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "this worker could not report; tried again in some seconds", e);
    }
  }
}
