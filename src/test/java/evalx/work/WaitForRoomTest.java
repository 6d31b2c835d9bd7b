package evalx.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import evalx.adapter.TestBroker;
import evalx.broker.Brokers;
import evalx.config.Settings;
import evalx.queue.Beans;
import evalx.queue.Messages;
import evalx.queue.RecordingSender;
import evalx.queue.Requeue;
import evalx.redis.Redis;
import evalx.redis.RedisServer;
import evalx.result.KeptResults;
import evalx.result.StoreShares;
import evalx.result.StoreSpace;
import evalx.submission.SubmissionId;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs expire in their queue: the real broker and beans, no server. */
class WaitForRoomTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(2);

  @TempDir Path folder;

  private final SubmissionId id = SubmissionId.random();
  private final List<AutoCloseable> beans = new ArrayList<>();
  private TestBroker broker;
  private RedisServer server;
  private Redis redis;
  private ExecutorService executor;
  private Workshop shop;
  private StoreShares shares;

  @BeforeEach
  void start() throws Exception {
    broker = new TestBroker(folder, Map.of());
    broker.makeQueue(Messages.QUEUE);
    server = new RedisServer(folder);
    redis = new Redis(server.address());
    executor = Executors.newFixedThreadPool(4);
    shop = new Workshop(new RecordingSender(Brokers.sender(broker.outbound(), executor)));
    var kept = new KeptResults(redis, Settings.of(name -> null));
    shares = new StoreShares(new StoreSpace(() -> shop.redis), kept);
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable bean : beans) {
      bean.close();
    }
    broker.close();
    executor.shutdownNow();
    redis.close();
    server.close();
  }

  /** Sends a job that has expired when a worker comes, and gives its result. */
  private String resultOfExpired() {
    var end = Messages.of(id).routing().expires().orElseThrow();
    new Requeue(shop.broker, Clock.fixed(end.minus(SHORT), ZoneOffset.UTC))
        .after(Duration.ZERO, Messages.of(id), "a test sends it");
    shares.look();
    var handler = new WaitForRoom(shares, shop.ledger, new Requeue(shop.broker));
    beans.add(broker.deliver(Beans.EXPIRED_TO_END, Beans.expired(shop.lostJobs, handler)));
    beans.add(broker.deliver(Messages.QUEUE, Beans.jobs(shop::handle)));
    await("its result").atMost(LIMIT).until(() -> shop.results.byId.containsKey(id));
    return shop.results.text(id);
  }

  @Test
  void aJobThatWaitedForRoomInTheResultStoreIsGivenItsTimeAgain() {
    shop.redis = Workshop.used(96);

    assertThat(resultOfExpired()).contains("\"status\":\"Accepted\"");
  }

  /** A little more than that, because the broker looks for expired messages only now and then. */
  @Test
  void theTimeThatItIsGivenAgainIsWhatItsProducerGaveIt() {
    shop.redis = Workshop.used(96);

    resultOfExpired();

    assertThat(shop.broker.to(Messages.QUEUE))
        .extracting(sent -> sent.headers().timeToLive())
        .hasSizeGreaterThan(1)
        .allSatisfy(time -> assertThat(time).isBetween(SHORT, LIMIT));
  }

  @Test
  void aJobThatWaitedForAWorkerExpires() {
    assertThat(resultOfExpired()).contains("\"status\":\"Expired\"");
  }
}
