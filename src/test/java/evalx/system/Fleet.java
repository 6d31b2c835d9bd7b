package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** Workers at the broker and the Redis of an API node, as many as are asked for. */
final class Fleet implements AutoCloseable {
  private static final Duration DRAIN = Duration.ofMinutes(2);

  private final Map<String, String> settings = new HashMap<>();
  private final Deque<Product> workers = new ArrayDeque<>();

  /**
   * None yet.
   *
   * @param api with a broker of its own
   */
  Fleet(Product api, Map<String, String> settings) {
    this.settings.putAll(settings);
    this.settings.put("ROLE", "worker");
    this.settings.put("ARTEMIS_URL", "tcp://127.0.0.1:" + api.port("BROKER_PORT"));
    this.settings.put("ARTEMIS_USER", "evalx");
    this.settings.put("ARTEMIS_PASSWORD", api.password("broker"));
    this.settings.put("REDIS_URL", api.redisUrl());
    this.settings.put("CACHE_REDIS_URL", api.cacheUrl());
    this.settings.put("WEBHOOK_SECRET_FILE", api.state() + "/secrets/webhook-secret");
    this.settings.put("FILE_STORE", api.state() + "/data/files/store");
  }

  int size() {
    return workers.size();
  }

  /** The one that goes first. */
  Product last() {
    return workers.getLast();
  }

  /** Starts workers, or tells the latest to end as Kubernetes does: it drains. */
  void scaleTo(int number) {
    while (workers.size() < number) {
      var settingsOfOne = new HashMap<>(settings);
      settingsOfOne.put("WORKER_ID", "worker-" + (workers.size() + 1));
      workers.add(Product.start(settingsOfOne));
    }
    while (workers.size() > number) {
      try (var leaving = workers.removeLast()) {
        var outcome = leaving.script(DRAIN, "down");
        assertThat(outcome.status()).as(outcome.output()).isZero();
      }
    }
  }

  @Override
  public void close() {
    while (!workers.isEmpty()) {
      workers.removeLast().close();
    }
  }
}
