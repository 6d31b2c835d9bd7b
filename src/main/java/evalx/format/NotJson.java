package evalx.format;

/** A body that is no JSON at all; the message says where it goes wrong. */
public final class NotJson extends RuntimeException {
  NotJson(String message) {
    super(message);
  }
}
