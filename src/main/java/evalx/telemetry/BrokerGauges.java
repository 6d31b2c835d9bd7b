package evalx.telemetry;

import evalx.broker.BrokerAway;
import evalx.broker.Management;
import evalx.broker.SendRefused;
import io.prometheus.metrics.core.metrics.Gauge;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** What the broker uses and has in its queues. While it is away there are none. */
@Singleton
final class BrokerGauges {
  private static final Logger LOG = System.getLogger(BrokerGauges.class.getName());

  private final Management management;
  private final QueueGauges queues;
  private final Gauge up;
  private final Gauge disk;
  private final Gauge memory;

  @Inject
  BrokerGauges(Metrics metrics, Management management, QueueGauges queues) {
    this.management = management;
    this.queues = queues;
    up = metrics.gauge("evalx_broker_up", "1 while the broker answers");
    disk = metrics.gauge("evalx_broker_disk_used_ratio", "Used of the disk that the broker is on");
    memory = metrics.gauge("evalx_broker_memory_bytes", "Messages in the broker's memory");
  }

  /** Asks the broker. */
  void sample() {
    try {
      var use = management.use();
      disk.set(use.diskShare());
      memory.set((double) use.memory());
      queues.sample();
      up.set(1);
    } catch (BrokerAway | SendRefused e) {
      up.set(0);
      disk.set(Double.NaN);
      memory.set(Double.NaN);
      queues.forget();
      LOG.log(Level.DEBUG, "the broker tells no figures", e);
    }
  }
}
