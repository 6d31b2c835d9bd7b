package evalx.work;

import evalx.execution.RunHandle;
import evalx.execution.RunListener;
import evalx.node.DriverChoice;
import evalx.node.Workers;
import evalx.submission.Job;
import evalx.submission.Result;
import evalx.submission.Submission;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;

/** What this node can run, and the versions of languages that it and others have proved. */
@Singleton
class ThisNode implements RunAttempt.Runner, AttemptJob.Offers {
  private final DriverChoice drivers;
  private final Workers workers;

  @Inject
  ThisNode(DriverChoice drivers, Workers workers) {
    this.drivers = drivers;
    this.workers = workers;
  }

  @Override
  public Result run(Job job, RunListener listener, RunHandle handle) {
    return drivers.run(job, listener, handle);
  }

  @Override
  public boolean isHere(Submission submission) {
    return submission.source().version().isEmpty() || !drivers.lacksVersion(submission);
  }

  @Override
  public boolean isSomewhere(String language, String version) {
    return workers.offer().hasVersion(language, version);
  }

  @Override
  public boolean lacksSandbox(Submission submission) {
    return drivers.lacksSandbox(submission);
  }

  @Override
  public boolean isMetSomewhere(Submission submission) {
    return workers.offer().meetsNeeds(submission);
  }

  @Override
  public List<String> versionsOf(String language) {
    return workers.offer().versionsOf(language);
  }
}
