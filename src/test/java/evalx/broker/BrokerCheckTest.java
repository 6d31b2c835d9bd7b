package evalx.broker;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.adapter.StockBroker;
import evalx.adapter.TestBroker;
import evalx.config.Settings;
import jakarta.jms.ConnectionFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerCheckTest {
  @TempDir Path folder;
  private ExecutorService executor;
  private AutoCloseable server;
  private Broker broker;
  private Management management;

  @BeforeEach
  void start() {
    executor = Executors.newFixedThreadPool(4);
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
    executor.shutdownNow();
  }

  private BrokerCheck ours() {
    var ours = new TestBroker(folder, Map.of());
    server = ours;
    return check(ours.outbound());
  }

  private BrokerCheck another() throws Exception {
    var stock = new StockBroker(folder);
    server = stock;
    return check(stock.outbound());
  }

  private BrokerCheck check(ConnectionFactory factory) {
    return check(factory, Map.of());
  }

  private BrokerCheck check(ConnectionFactory factory, Map<String, String> settingsOfTheNode) {
    broker = new Broker(factory, executor, 4);
    management = new Management(new AskBroker(broker));
    return new BrokerCheck(management, broker, Settings.of(settingsOfTheNode::get));
  }

  @Test
  void ourBrokerLacksNothing() {
    var check = ours();

    assertThat(check.look().sentences()).isEmpty();
    assertThat(check.latest().sentences()).isEmpty();
  }

  @Test
  void namesLimitsThatAreNotThoseOfTheNode() {
    var limits = Map.of("MAX_QUEUE_DEPTH", "77", "TASK_TTL", "99");
    var ours = new TestBroker(folder, limits);
    server = ours;

    assertThat(check(ours.outbound(), limits).look().sentences()).isEmpty();
    assertThat(check(ours.outbound()).look().sentences())
        .containsExactly(
            "address setting evalx.jobs.#: max-size-messages is '77', must be 10000, the"
                + " MAX_QUEUE_DEPTH of this node: start the broker with"
                + " -Devalx.max-queue-depth=10000, or give the node what the broker has (see"
                + " artemis/broker.xml)",
            "address setting evalx.jobs.#: max-expiry-delay is '99000', must be 3600000, the"
                + " TASK_TTL of this node: start the broker with"
                + " -Devalx.task-ttl-millis=3600000, or give the node what the broker has (see"
                + " artemis/broker.xml)");
  }

  /** EvalX gives up after 50 that count. */
  @Test
  void theBrokerMayNotGiveUpBeforeEvalx() {
    var ours = new TestBroker(folder, Map.of());
    server = ours;
    var check = check(ours.outbound());

    for (int enough : new int[] {51, 0, -1}) {
      ours.giveUpAfter("evalx.jobs.any", enough);
      assertThat(check.look().sentences()).as("%d deliveries", enough).isEmpty();
    }
    ours.giveUpAfter("evalx.jobs.any", 50);
    assertThat(check.look().sentences())
        .containsExactly(
            "address setting evalx.jobs.#: max-delivery-attempts is '50', must be at least 51 (see"
                + " artemis/broker.xml)");
  }

  @Test
  void namesWhatAnotherBrokerLacks() throws Exception {
    var check = another();

    var sentences = check.look().sentences();

    assertThat(sentences)
        .contains(
            "address setting evalx.jobs.#: dead-letter-address is 'DLQ', must be 'evalx.dead'"
                + " (see artemis/broker.xml)",
            "address setting evalx.jobs.#: address-full-policy is 'PAGE', must be 'FAIL' (see"
                + " artemis/broker.xml)",
            "address setting evalx.dead.#: max-delivery-attempts is '10', must be -1 (see"
                + " artemis/broker.xml)",
            "address setting evalx.purged.#: max-delivery-attempts is '10', must be -1 (see"
                + " artemis/broker.xml)",
            "persist-delivery-count-before-delivery is false, must be true (see"
                + " artemis/broker.xml)",
            "populate-validated-user is false, must be true (see artemis/broker.xml)")
        .anyMatch(sentence -> sentence.contains("evalx.jobs.#: expiry-address"))
        .anyMatch(sentence -> sentence.contains("evalx.jobs.#: max-expiry-delay is"))
        .anyMatch(sentence -> sentence.contains("evalx.jobs.#: max-size-messages is"))
        .anyMatch(sentence -> sentence.contains("redelivery-delay"));
    assertThat(check.latest().sentences()).isEqualTo(sentences);
  }

  @Test
  void makesTheQueuesThatEndTokensAtAnotherBroker() throws Exception {
    another().look();

    broker.send(Outgoing.toTopic("evalx.dead", "{}".getBytes(StandardCharsets.UTF_8)));
    broker.send(Outgoing.toTopic("evalx.expired", "{}".getBytes(StandardCharsets.UTF_8)));

    for (var queue : new String[] {"evalx.dlq", "evalx.dead.end", "evalx.expired.end"}) {
      assertThat(management.depth(queue)).as(queue).isEqualTo(1);
    }
  }

  @Test
  void withoutTheRightToManageItSaysSo() {
    var ours = new TestBroker(folder, Map.of());
    server = ours;

    var sentences = check(ours.producer()).look().sentences();

    assertThat(sentences)
        .anyMatch(sentence -> sentence.startsWith("queue evalx.dlq of address evalx.dead:"))
        .anyMatch(sentence -> sentence.startsWith("address settings:"));
  }
}
