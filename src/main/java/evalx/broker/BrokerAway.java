package evalx.broker;

/**
 * The broker does not answer in time, or has no room now: an outage. Whether a message was taken is
 * not known.
 */
public final class BrokerAway extends RuntimeException {
  public BrokerAway(String message, Throwable cause) {
    super(message, cause);
  }

  public BrokerAway(String message) {
    super(message);
  }
}
