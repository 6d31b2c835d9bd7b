package evalx.sandbox;

/** The sandbox is away or overloaded: an outage, which is nobody's failed attempt. */
public final class SandboxUnavailable extends RuntimeException {
  public SandboxUnavailable(String message, Throwable cause) {
    super(message, cause);
  }

  public SandboxUnavailable(String message) {
    super(message);
  }
}
