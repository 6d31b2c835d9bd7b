package evalx.work;

import evalx.execution.RunHandle;
import evalx.execution.RunListener;
import evalx.node.DriverChoice;
import evalx.submission.Job;
import evalx.submission.Result;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Runs jobs with the sandbox drivers of this node. */
@Singleton
class NodeRunner implements JobRunner {
  private final DriverChoice drivers;

  @Inject
  NodeRunner(DriverChoice drivers) {
    this.drivers = drivers;
  }

  @Override
  public Result run(Job job, RunListener listener, RunHandle handle) {
    return drivers.run(job, listener, handle);
  }
}
