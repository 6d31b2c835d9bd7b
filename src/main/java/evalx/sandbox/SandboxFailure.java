package evalx.sandbox;

import org.jspecify.annotations.Nullable;

/** The sandbox failed on this request: a failed attempt of the job, not a fault of its program. */
public final class SandboxFailure extends RuntimeException {
  public SandboxFailure(String message) {
    super(message);
  }

  public SandboxFailure(@Nullable String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
