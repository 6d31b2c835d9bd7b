package evalx.work;

import evalx.config.Settings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Gives each delivery its own time to outlast outages. */
@Singleton
class OutageRetries {
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final OutageMonitor monitor;
  private final Duration limit;
  private final Duration pause;

  @Inject
  OutageRetries(OutageMonitor monitor, Settings settings) {
    this(monitor, settings.jobs().outageWait(), PAUSE);
  }

  OutageRetries(OutageMonitor monitor, Duration limit, Duration pause) {
    this.monitor = monitor;
    this.limit = limit;
    this.pause = pause;
  }

  OutageRetry ofOneDelivery() {
    return new OutageRetry(monitor, limit, pause);
  }
}
