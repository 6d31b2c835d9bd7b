package evalx.adapter;

import java.util.Map;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQExceptionType;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.server.RoutingContext;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerPlugin;

/**
 * Makes the broker refuse a job that a producer wants delivered later than a job may wait: it would
 * only ever expire, and a message that is delayed does not expire before its time, so that it would
 * take a place of its queue until then. Artemis itself has no bound of delays.
 */
public final class RefuseFarDelay implements ActiveMQServerPlugin {
  /** The property of a broker-plugin element that sets the bound. */
  static final String MAX_DELAY = "max-delay-millis";

  private static final String JOBS = "evalx.jobs.";

  private long maxDelay = 3_600_000;

  /** With the default of TASK_TTL, unless {@link #init} sets another. */
  public RefuseFarDelay() {}

  /**
   * @param maxDelay in milliseconds
   */
  RefuseFarDelay(long maxDelay) {
    this.maxDelay = maxDelay;
  }

  @Override
  public void init(Map<String, String> properties) {
    var set = properties.get(MAX_DELAY);
    if (set != null) {
      maxDelay = Long.parseLong(set);
    }
  }

  /** Before it is sent, a message may not have its address yet. */
  @Override
  public void beforeMessageRoute(
      Message message, RoutingContext context, boolean direct, boolean rejectDuplicates)
      throws ActiveMQException {
    var time = message.getScheduledDeliveryTime();
    if (time != null
        && time - System.currentTimeMillis() > maxDelay
        && String.valueOf(context.getAddress(message)).startsWith(JOBS)) {
      throw new ActiveMQException(
          ActiveMQExceptionType.GENERIC_EXCEPTION,
          "the message is refused because it is delayed by more than "
              + maxDelay / 1000
              + " s, which is how long a job may wait");
    }
  }
}
