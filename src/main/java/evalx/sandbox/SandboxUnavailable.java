package evalx.sandbox;

import org.jspecify.annotations.Nullable;

/**
 * The sandbox could not be reached before anything ran, or artifacts in use fill its store: an
 * outage, which is no failed attempt of the job. Also thrown to an interrupted caller.
 */
public final class SandboxUnavailable extends RuntimeException {
  public SandboxUnavailable(@Nullable String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  public SandboxUnavailable(String message) {
    super(message);
  }
}
