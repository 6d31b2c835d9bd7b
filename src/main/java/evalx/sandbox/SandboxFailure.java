package evalx.sandbox;

/** The sandbox broke on this request: a failed attempt of the job, not of its program. */
public final class SandboxFailure extends RuntimeException {
  public SandboxFailure(String message) {
    super(message);
  }

  public SandboxFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
