package evalx.execution;

import evalx.cache.RunCache;
import evalx.capacity.SandboxGate;
import evalx.config.Settings;
import evalx.files.FileContents;
import evalx.files.FileStore;
import evalx.hint.HintRules;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;

/** What all jobs of this worker share, whichever driver runs them. */
@Singleton
public final class WorkerContext {
  private final String name;
  private final Clock clock;
  private final SandboxGate gate;
  private final Stores stores;
  private final JobBudget budget;

  @Inject
  WorkerContext(Settings settings, SandboxGate gate, Stores stores) {
    this(settings.node().worker(), Clock.systemUTC(), gate, stores, budget(settings));
  }

  private static JobBudget budget(Settings settings) {
    var jobs = settings.runs().jobs();
    return new JobBudget(
        jobs.maxTime(), settings.runs().sandboxes().maxConcurrent(), jobs.maxProcesses());
  }

  /**
   * @param name of this worker in results
   */
  WorkerContext(String name, Clock clock, SandboxGate gate, Stores stores, JobBudget budget) {
    this.name = name;
    this.clock = clock;
    this.gate = gate;
    this.stores = stores;
    this.budget = budget;
  }

  public String name() {
    return name;
  }

  public Clock clock() {
    return clock;
  }

  public SandboxGate gate() {
    return gate;
  }

  RunCache runCache() {
    return stores.runs();
  }

  public FileContents files() {
    return stores.files();
  }

  FileStore store() {
    return stores.store();
  }

  HintRules hints() {
    return stores.hints();
  }

  JobBudget budget() {
    return budget;
  }
}
