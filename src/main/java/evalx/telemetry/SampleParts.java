package evalx.telemetry;

import evalx.threads.PeriodicTasks;
import evalx.threads.PeriodicTasks.Task;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;

/**
 * Asks broker and Redis from time to time what the metrics tell of them, so that who reads the
 * metrics waits for neither.
 */
@ApplicationScoped
class SampleParts {
  static final int SECONDS = 10;

  @Inject private PeriodicTasks tasks;

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
    var task = new Task("A sample of broker and Redis", Duration.ofSeconds(SECONDS), this::sample);
    tasks.begin(task, Duration.ofSeconds(1));
  }

  private void sample() {
    broker.sample();
    redis.sample();
  }
}
