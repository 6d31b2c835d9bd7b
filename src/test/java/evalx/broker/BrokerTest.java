package evalx.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import evalx.adapter.TestBroker;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerTest {
  private static final int DEPTH = 5;
  private static final byte[] BODY = "{}".getBytes(StandardCharsets.UTF_8);

  @TempDir static Path folder;
  private static TestBroker server;
  private static ConnectionFactory factory;
  private static ExecutorService executor;

  private static int queues;
  private final String queue = "evalx.jobs.q" + ++queues;
  private final Broker broker = new Broker(factory, executor, 4);
  private final Management management = new Management(new AskBroker(broker));

  @BeforeAll
  static void start() {
    server = new TestBroker(folder, Map.of("MAX_QUEUE_DEPTH", Integer.toString(DEPTH)));
    factory = server.outbound();
    executor = Executors.newFixedThreadPool(4);
  }

  @AfterAll
  static void stop() {
    server.close();
    executor.shutdownNow();
  }

  @BeforeEach
  void makeQueue() {
    management.ensureQueue(queue);
  }

  private Message receive(String from) {
    return broker.call(
        pooled -> {
          try (var consumer = pooled.consume(pooled.session().createQueue(from))) {
            return consumer.receive(5_000);
          }
        });
  }

  @Test
  void sendsWithEverythingThatIsAsked() throws JMSException {
    broker.send(
        Outgoing.toQueue(queue, BODY)
            .correlated("c-1")
            .priority(8)
            .within(Duration.ZERO, Duration.ofSeconds(60))
            .with("number", 7)
            .with("text", "t"));

    var message = receive(queue);
    assertThat(message.getBody(byte[].class)).isEqualTo(BODY);
    assertThat(message.getJMSCorrelationID()).isEqualTo("c-1");
    assertThat(message.getJMSPriority()).isEqualTo(8);
    assertThat(message.getJMSExpiration() - message.getJMSTimestamp()).isEqualTo(60_000);
    assertThat(message.getIntProperty("number")).isEqualTo(7);
    assertThat(message.getStringProperty("text")).isEqualTo("t");
  }

  @Test
  void sendsTextWhereTextIsAsked() throws JMSException {
    broker.send(Outgoing.toQueue(queue, BODY).asText());

    assertThat(receive(queue).getBody(String.class)).isEqualTo("{}");
  }

  @Test
  void isFullByItsDepthAndNotByTheDisk() {
    server.fillDisk();
    assertThatThrownBy(() -> broker.send(Outgoing.toQueue(queue, BODY)))
        .isInstanceOf(QueueFull.class);
    assertThat(management.room(queue).isFull()).isFalse();
    server.freeDisk();

    for (int i = 0; i < DEPTH; i++) {
      broker.send(Outgoing.toQueue(queue, BODY));
    }
    assertThat(management.room(queue).isFull()).isTrue();
  }

  @Test
  void takesAMessageWithTheSameIdOnce() {
    broker.send(Outgoing.toQueue(queue, BODY).once("same"));
    broker.send(Outgoing.toQueue(queue, BODY).once("same"));

    assertThat(management.depth(queue)).isEqualTo(1);
  }

  @Test
  void tellsWhatWaitsAndNotWhatIsInWork() {
    var quiet = queue + "-quiet";
    management.ensureQueue(quiet);
    broker.send(Outgoing.toQueue(queue, BODY));
    broker.send(Outgoing.toQueue(queue, BODY));
    broker.send(Outgoing.toQueue(queue, BODY).within(Duration.ofMinutes(5), Duration.ZERO));

    var prefix = queue.substring(0, queue.length() - 1);
    assertThat(management.waiting(prefix)).containsEntry(queue.substring(prefix.length()), 3L);
    assertThat(management.waiting(quiet)).isEmpty();
    broker.call(
        pooled -> {
          try (var consumer = pooled.consume(pooled.session().createQueue(queue))) {
            // Both are on their way to the consumer, which has not taken one yet.
            await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(
                    () -> assertThat(management.waiting(queue)).containsExactly(entry("", 1L)));
            return consumer;
          }
        });
  }

  @Test
  void tellsHowLongTheFirstMessageWaitsAndWhatTheBrokerUses() {
    assertThat(management.ageOfOldest(queue)).isZero();
    broker.send(Outgoing.toQueue(queue, BODY));

    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> assertThat(management.ageOfOldest(queue)).isGreaterThan(Duration.ofMillis(20)));
    assertThat(management.ageOfOldest(queue)).isLessThan(Duration.ofMinutes(5));
    assertThat(management.use().memory()).isPositive();
    assertThat(management.use().diskShare()).isBetween(0.0, 1.0);
  }

  @Test
  void deliversByPriorityAndAfterTheDelay() throws JMSException {
    broker.send(
        Outgoing.toQueue(queue, BODY).priority(9).within(Duration.ofSeconds(1), Duration.ZERO));
    for (int priority : new int[] {0, 9, 4}) {
      broker.send(Outgoing.toQueue(queue, BODY).priority(priority));
    }

    var order = new ArrayList<Integer>();
    for (int i = 0; i < 4; i++) {
      order.add(receive(queue).getJMSPriority());
    }
    assertThat(order).containsExactly(9, 4, 0, 9);
  }

  @Test
  void aQueueThatIsFullSaysSo() {
    for (int i = 0; i < DEPTH; i++) {
      broker.send(Outgoing.toQueue(queue, BODY));
    }
    assertThatThrownBy(() -> broker.send(Outgoing.toQueue(queue, BODY)))
        .isInstanceOf(QueueFull.class);
    // The broker counts a moment after it has answered.
    await().untilAsserted(() -> assertThat(management.depth(queue)).isEqualTo(DEPTH));

    receive(queue);
    broker.send(Outgoing.toQueue(queue, BODY));
  }

  @Test
  void aQueueThatIsNotThereIsARefusalAndNoOutage() {
    assertThatThrownBy(() -> broker.send(Outgoing.toQueue("evalx.jobs.nope", BODY)))
        .isInstanceOf(SendRefused.class);
  }

  @Test
  void aTemporaryQueueThatIsGoneIsARefusalAndNoOutage() {
    var gone = UUID.randomUUID().toString();
    assertThatThrownBy(() -> broker.send(Outgoing.toQueue(gone, BODY)))
        .isInstanceOf(SendRefused.class);
  }

  @Test
  void makingAQueueAgainKeepsItsMessages() {
    broker.send(Outgoing.toQueue(queue, BODY));
    management.ensureQueue(queue);

    assertThat(management.depth(queue)).isEqualTo(1);
  }

  @Test
  void anExpiredMessageGoesWhereItsTokenIsEnded() throws JMSException {
    broker.send(Outgoing.toQueue(queue, BODY).within(Duration.ZERO, Duration.ofMillis(1)));

    await().atMost(Duration.ofSeconds(20)).until(() -> management.depth("evalx.expired.end") == 1);
    var expired = receive("evalx.expired::evalx.expired.end");
    assertThat(expired.getStringProperty("_AMQ_ORIG_QUEUE")).isEqualTo(queue);
  }

  @Test
  void aDeadLetterLiesForOperatorsAndForWhatEndsItsToken() {
    var before = management.depth("evalx.dlq");
    broker.send(Outgoing.toTopic("evalx.dead", BODY).with("_AMQ_ORIG_QUEUE", queue));

    assertThat(management.depth("evalx.dlq")).isEqualTo(before + 1);
    assertThat(management.byOrigin("evalx.dlq")).containsEntry(queue, 1L);
    assertThat(receive("evalx.dead::evalx.dead.end")).isNotNull();
  }

  @Test
  void aBrokerThatIsDownIsAwayAtOnceAndUsedAgainWhenItIsBack() {
    broker.send(Outgoing.toQueue(queue, BODY));
    server.stop();
    try {
      assertThatThrownBy(() -> broker.send(Outgoing.toQueue(queue, BODY)))
          .isInstanceOf(BrokerAway.class);
      assertThat(broker.problem().orElseThrow()).contains("away");
    } finally {
      server.start();
    }
    assertThat(broker.problem()).isEmpty();
    assertThat(management.depth(queue)).isEqualTo(1);
  }

  @Test
  void aWrongPasswordIsSaidAsSuchAndNoRefusalOfOneMessage() {
    var stranger = new Broker(server.outbound("wrong"), executor, 4);

    assertThatThrownBy(() -> stranger.send(Outgoing.toQueue(queue, BODY)))
        .isInstanceOf(BrokerAway.class)
        .hasMessageContaining("ARTEMIS_PASSWORD");
    assertThat(stranger.problem().orElseThrow()).contains("refuses the account");
  }

  @Test
  void aForbiddenSendIsARefusal() {
    var producer = new Broker(server.producer(), executor, 4);

    assertThatThrownBy(() -> producer.send(Outgoing.toTopic("evalx.dead", BODY)))
        .isInstanceOf(SendRefused.class);
  }

  @Test
  void aHangingBrokerBlocksCallersForAtMostEightSeconds() {
    var hang = new CountDownLatch(1);
    var hanging = new Broker(hangingFactory(hang), executor, 1);
    var start = System.nanoTime();

    assertThatThrownBy(() -> hanging.send(Outgoing.toQueue(queue, BODY)))
        .isInstanceOf(BrokerAway.class);
    assertThatThrownBy(() -> hanging.send(Outgoing.toQueue(queue, BODY)))
        .isInstanceOf(BrokerAway.class)
        .hasMessageContaining("all connections to the broker are busy");

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(9));
    hang.countDown();
    await().atMost(Duration.ofSeconds(30)).until(() -> isNotWaiting(hanging));
  }

  private static boolean isNotWaiting(Broker hanging) {
    try {
      hanging.call(session -> true);
      return true;
    } catch (BrokerAway e) {
      return false;
    }
  }

  private static ConnectionFactory hangingFactory(CountDownLatch hang) {
    return (ConnectionFactory)
        Proxy.newProxyInstance(
            BrokerTest.class.getClassLoader(),
            new Class<?>[] {ConnectionFactory.class},
            (proxy, method, arguments) -> {
              hang.await();
              return factory.createConnection();
            });
  }
}
