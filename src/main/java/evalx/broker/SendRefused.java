package evalx.broker;

/** The broker answers and does not take the message: no such queue, or no permission. */
public final class SendRefused extends RuntimeException {
  public SendRefused(String message, Throwable cause) {
    super(message, cause);
  }
}
