package evalx.broker;

import org.jspecify.annotations.Nullable;

/** The broker answers and does not take the message: no such queue, or no permission. */
public final class SendRefused extends RuntimeException {
  public SendRefused(@Nullable String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
