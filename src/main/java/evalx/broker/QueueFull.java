package evalx.broker;

/** The queue holds as many messages as it may; the message was not taken. */
public final class QueueFull extends RuntimeException {
  public QueueFull(String message, Throwable cause) {
    super(message, cause);
  }
}
