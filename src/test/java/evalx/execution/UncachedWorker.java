package evalx.execution;

import evalx.cache.NoRunCache;
import evalx.capacity.SandboxGate;
import evalx.files.NoFiles;
import evalx.hint.HintRules;
import java.time.Clock;
import java.time.Duration;

/** A worker that knows no run, no file and no hint. */
public final class UncachedWorker {
  private UncachedWorker() {}

  public static WorkerContext create(SandboxGate gate, Clock clock) {
    return new WorkerContext(
        "host-1",
        clock,
        gate,
        new Stores(NoRunCache.create(), NoFiles.contents(), NoFiles.store(), new HintRules()),
        new JobBudget(Duration.ofMinutes(10), 2, 256));
  }
}
