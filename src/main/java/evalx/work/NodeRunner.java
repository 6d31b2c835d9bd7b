package evalx.work;

import evalx.execution.RunHandle;
import evalx.execution.RunListener;
import evalx.node.DriverChoice;
import evalx.submission.CaseResult;
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
  public Result run(Job job, RunObserver observer) {
    var handle = new RunHandle();
    observer.began(handle::cancel);
    return drivers.run(job, new Listener(observer), handle);
  }

  private record Listener(RunObserver observer) implements RunListener {
    @Override
    public void compiled(Result.Compiled compiled) {
      observer.compiled(compiled);
    }

    @Override
    public void caseFinished(int index, CaseResult result) {
      observer.caseFinished(index, result);
    }

    @Override
    public void progressed(int finished) {
      observer.done(finished);
    }
  }
}
