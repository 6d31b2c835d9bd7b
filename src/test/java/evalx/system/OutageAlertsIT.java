package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import evalx.webhook.Receiver;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/**
 * The alerts of parts that are away or full, made to happen to a running EvalX: processes held
 * still, a small Redis filled, a small disk filled, a worker drained, a receiver that refuses.
 */
@Tag("slow")
class OutageAlertsIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final String WORKER = "the-worker";
  private static final int FILLING = 56; // megabytes of 64
  private static final Map<String, String> SETTINGS =
      Map.of(
          "ADMIN_TOKEN", SharedProduct.ADMIN_TOKEN,
          "LANGUAGES", "bash",
          "REDIS_MAX_MEMORY", "64mb",
          "WEBHOOK_ALLOW", "127.0.0.1",
          "WEBHOOK_MAX_ATTEMPTS", "2",
          "WEBHOOK_RETRY_MILLIS", "200",
          "WORKER_ID", WORKER);

  private Product product;
  private AlertReceivers receivers;
  private Watch watch;

  @Test
  void whatIsAwayOrFullIsToldToThoseWhoShouldHearIt() {
    try (var evalx = Product.prepare(SETTINGS, "--broker");
        var disk = new SmallDisk(evalx.state().resolve("data"));
        var local = new AlertReceivers()) {
      product = evalx;
      receivers = local;
      try {
        product.up();
        allGoesWrong(disk);
      } finally {
        assertThat(product.script(LIMIT, "down").status()).isZero();
      }
    }
  }

  private void allGoesWrong(SmallDisk disk) {
    try (var pair = new Watch(product.port("PORT"), receivers)) {
      watch = pair;
      assertThat(watch.firing()).isEmpty();
      webhooksThatNobodyTakes();
      aWorkerThatIsDrained();
      aFullRedis();
      aFullDisk(disk);
      held(Part.BROKER, "EvalxBrokerDown");
      held(Part.REDIS, "EvalxRedisDown");
      held(Part.SERVER, "EvalxNodeDown");
      held(Part.SERVER, "EvalxNoNodes");
      noWorker();
    }
  }

  private void webhooksThatNobodyTakes() {
    try (var receiver = Receiver.start(Receiver.status(500))) {
      var program = Programs.sums("bash", 0).put("webhook_url", receiver.url("/").toString());
      product.client().submit(program, LIMIT);
      watch.hears("EvalxWebhooksGivenUp", receivers::slackHeard);
    }
  }

  private void aWorkerThatIsDrained() {
    var operator = new BashJobs(product);
    operator.administer("workers/" + WORKER + "/drain");
    var token = operator.waiting();

    watch.hears("EvalxNoConsumers", receivers::pagerDutyHeard);

    operator.administer("workers/" + WORKER + "/undrain");
    assertThat(operator.result(token)).isEqualTo("Accepted");
  }

  private void aFullRedis() {
    try (var redis = new Jedis(URI.create(product.redisUrl()))) {
      for (int i = 0; i < FILLING; i++) {
        redis.set("filling:" + i, "x".repeat(1_000_000));
      }
      watch.hears("EvalxRedisMemory", receivers::pagerDutyHeard);
      for (int i = 0; i < FILLING; i++) {
        redis.del("filling:" + i);
      }
    }
  }

  private void aFullDisk(SmallDisk disk) {
    disk.fill(94);
    watch.hears("EvalxDiskLow", receivers::pagerDutyHeard);
    watch.hears("EvalxBrokerDiskFull", receivers::pagerDutyHeard);
    disk.empty();
    await("it fires no more").atMost(LIMIT).until(() -> !watch.firing().contains("EvalxDiskLow"));
  }

  /** The same state, as a node that serves HTTP alone. */
  private void noWorker() {
    product.with("ROLE", "api");
    product.up();
    watch.hears("EvalxNoWorkers", receivers::pagerDutyHeard);
  }

  private void held(Part part, String alert) {
    Predicate<String> pager = receivers::pagerDutyHeard;
    product.signal(part, "STOP");
    try {
      watch.hears(alert, pager);
    } finally {
      product.signal(part, "CONT");
    }
    await("it is back").atMost(LIMIT).until(() -> !watch.firing().contains(alert));
  }
}
