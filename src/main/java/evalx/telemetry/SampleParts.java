package evalx.telemetry;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Asks broker and Redis from time to time what the metrics tell of them, so that who reads the
 * metrics waits for neither.
 */
@ApplicationScoped
class SampleParts {
  static final int SECONDS = 10;
  private static final Logger LOG = System.getLogger(SampleParts.class.getName());

  @Resource private ManagedThreadFactory threads;

  private Optional<ScheduledExecutorService> executor = Optional.empty();
  private BrokerGauges broker;
  private RedisGauges redis;

  /** For the proxy. */
  @SuppressWarnings("NullAway.Init")
  SampleParts() {}

  @Inject
  SampleParts(BrokerGauges broker, RedisGauges redis) {
    this.broker = broker;
    this.redis = redis;
  }

  void start(@Observes @Initialized(ApplicationScoped.class) Object event) {
    var timer = new ScheduledThreadPoolExecutor(1, threads);
    executor = Optional.of(timer);
    var unused = timer.scheduleWithFixedDelay(this::sample, 1, SECONDS, TimeUnit.SECONDS);
  }

  @PreDestroy
  void close() {
    executor.ifPresent(ScheduledExecutorService::shutdownNow);
  }

  /** A scheduled task that throws is never run again. */
  private void sample() {
    try {
      broker.sample();
      redis.sample();
    } catch (RuntimeException | Error e) {
      LOG.log(Level.WARNING, "The metrics of broker and Redis could not be taken; tried again", e);
    }
  }
}
