package evalx.broker;

import org.jspecify.annotations.Nullable;

/** The queue holds as many messages as it may; the message was not taken. */
public final class QueueFull extends RuntimeException {
  public QueueFull(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
