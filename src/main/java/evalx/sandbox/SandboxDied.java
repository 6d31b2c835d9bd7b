package evalx.sandbox;

/** The sandbox died while it worked on this request: the request may be why. */
public final class SandboxDied extends RuntimeException {
  public SandboxDied(String message, Throwable cause) {
    super(message, cause);
  }

  public SandboxDied(String message) {
    super(message);
  }
}
