package evalx.work;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** What this node has in work, for operators. */
@Singleton
public class NodeWork {
  private final RunningJobs runningJobs;
  private final Standstill standstill;

  @Inject
  NodeWork(RunningJobs runningJobs, Standstill standstill) {
    this.runningJobs = runningJobs;
    this.standstill = standstill;
  }

  /** The jobs in hand now, in no order. */
  public List<JobInHand> jobs() {
    return runningJobs.all();
  }

  /** Why no jobs are taken now; empty where they are. */
  public Optional<String> outage() {
    return standstill.reason();
  }
}
