package evalx.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import evalx.adapter.TestBroker;
import evalx.broker.Brokers;
import evalx.queue.Beans;
import evalx.queue.Messages;
import evalx.queue.RecordingSender;
import evalx.queue.Requeue;
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

/** A job has to go back to a queue that is full: the real broker and beans, no server. */
class FullQueueTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration LATER = Duration.ofMinutes(10);

  @TempDir Path folder;

  private final SubmissionId id = SubmissionId.random();
  private final List<AutoCloseable> beans = new ArrayList<>();
  private TestBroker broker;
  private ExecutorService executor;
  private Workshop shop;

  @BeforeEach
  void start() throws Exception {
    broker = new TestBroker(folder, Map.of("MAX_QUEUE_DEPTH", "2"));
    broker.makeQueue(Messages.QUEUE);
    broker.redeliverAtOnce(Messages.QUEUE);
    executor = Executors.newFixedThreadPool(4);
    shop = new Workshop(new RecordingSender(Brokers.sender(broker.outbound(), executor)));
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable bean : beans) {
      bean.close();
    }
    broker.close();
    executor.shutdownNow();
  }

  private void send(Duration delay, SubmissionId job) {
    var atThatTime = Clock.fixed(Messages.NOW, ZoneOffset.UTC);
    new Requeue(shop.broker, atThatTime).after(delay, Messages.of(job), "a test sends it");
  }

  @Test
  void aSuspectWaitsForItsPlaceHoweverOftenItIsDelivered() {
    shop.ledger.known(id, Messages.BODY, 2);
    shop.suspects.tryEnter(1);
    send(Duration.ZERO, id);
    send(LATER, SubmissionId.random());

    beans.add(broker.deliver(Messages.QUEUE, Beans.jobs(shop::handle)));
    beans.add(broker.deliver(Beans.DEAD_LETTERS_TO_END, Beans.deadLetters(shop.lostJobs)));

    await("more deliveries than a message may have")
        .atMost(LIMIT)
        .until(() -> shop.ledger.deliveriesToFullQueue(id) > HandleDelivery.MAX_DELIVERIES + 5);
    assertThat(shop.ran).isEmpty();

    shop.suspects.leave(1);

    await("its result").atMost(LIMIT).until(() -> shop.results.byId.containsKey(id));
    assertThat(shop.results.text(id)).contains("\"status\":\"Accepted\"");
  }
}
