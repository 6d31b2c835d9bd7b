package evalx.sandbox;

/**
 * The sandbox daemon ended while it ran this job's program, which may be why: unlike an outage, it
 * counts as an attempt of the job.
 */
public final class SandboxDied extends RuntimeException {
  public SandboxDied(Throwable cause) {
    super("the sandbox daemon ended while it ran this job's program", cause);
  }
}
