package evalx.work;

import evalx.submission.Job;
import evalx.submission.Result;

/** Runs jobs. */
interface JobRunner {
  /**
   * Runs a job to its result. A cancelled run may end with any result or exception.
   *
   * @throws evalx.sandbox.SandboxUnavailable when the sandbox is away: an outage
   * @throws evalx.sandbox.SandboxDied when the sandbox died while it worked on this job
   * @throws RuntimeException when something broke on this job: a failed attempt
   */
  Result run(Job job, RunObserver observer);
}
