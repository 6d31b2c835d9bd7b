package evalx.work;

import evalx.execution.RunHandle;
import evalx.execution.RunListener;
import evalx.submission.Job;
import evalx.submission.Result;

/** Runs jobs. */
interface JobRunner {
  /**
   * Runs a job to its result.
   *
   * @throws evalx.sandbox.SandboxUnavailable when the sandbox is away: an outage
   * @throws evalx.sandbox.SandboxDied when the sandbox died while it worked on this job
   * @throws RuntimeException when something broke on this job: a failed attempt
   */
  Result run(Job job, RunListener listener, RunHandle handle);
}
