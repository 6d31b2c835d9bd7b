package evalx.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import evalx.config.Settings;
import jakarta.jms.Destination;
import jakarta.jms.InvalidDestinationRuntimeException;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.JMSSecurityRuntimeException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.SlowConsumerPolicy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddedBrokerTest {
  private static final int MORE_THAN_THE_MEMORY = 1500;

  @TempDir static Path folder;
  private static TestBroker broker;

  @BeforeAll
  static void start() throws Exception {
    broker =
        new TestBroker(folder, Map.of("PRODUCERS", "shop:secret-of-shop,course:secret-of-course"));
    broker.makeQueue("evalx.jobs.a");
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  private static void asProducer(Consumer<JMSContext> use) {
    try (var context = broker.producer().createContext()) {
      use.accept(context);
    }
  }

  @Test
  void aProducerSendsJobsAndReceivesReplies() {
    assertThatCode(
            () ->
                asProducer(
                    context -> {
                      context.createProducer().send(context.createQueue("evalx.jobs.a"), "{}");
                      var temporary = context.createTemporaryQueue();
                      context.createConsumer(temporary).receiveNoWait();
                      var replies = context.createQueue("evalx.replies.kiosk");
                      context.createConsumer(replies).receiveNoWait();
                    }))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"evalx.replies.kiosk", "evalx.dead", "activemq.management", "other"})
  void aProducerSendsNowhereElse(String queue) {
    asProducer(
        context ->
            assertThatThrownBy(
                    () -> context.createProducer().send(context.createQueue(queue), "{}"))
                .isInstanceOf(JMSRuntimeException.class));
  }

  @Test
  void anAccountOfItsOwnReceivesItsOwnRepliesOnly() {
    try (var factory = broker.producer("shop", "secret-of-shop");
        var context = factory.createContext()) {
      context.createProducer().send(context.createQueue("evalx.jobs.a"), "{}");
      context.createConsumer(context.createTemporaryQueue()).receiveNoWait();
      context.createConsumer(context.createQueue("evalx.replies.shop")).receiveNoWait();
      context.createConsumer(context.createQueue("evalx.replies.shop.eu")).receiveNoWait();
      for (String foreign :
          List.of(
              "evalx.replies.course",
              "evalx.replies.course.eu",
              "evalx.replies.other",
              "evalx.jobs.a")) {
        assertThatThrownBy(() -> context.createConsumer(context.createQueue(foreign)))
            .as(foreign)
            .isInstanceOf(JMSRuntimeException.class);
        assertThatThrownBy(
                () -> context.createBrowser(context.createQueue(foreign)).getEnumeration())
            .as(foreign)
            .isInstanceOfAny(JMSRuntimeException.class, JMSException.class);
      }
      assertThatThrownBy(
              () -> context.createProducer().send(context.createQueue("evalx.replies.shop"), "{}"))
          .isInstanceOf(JMSRuntimeException.class);
    }
  }

  @Test
  void theSharedAccountReceivesNoRepliesOfOthers() {
    asProducer(
        context ->
            assertThatThrownBy(
                    () -> context.createConsumer(context.createQueue("evalx.replies.course.eu")))
                .isInstanceOf(JMSSecurityRuntimeException.class));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evalx.jobs.a",
        "evalx.dead::evalx.dlq",
        "evalx.dead::evalx.dead.end",
        "evalx.expired::evalx.expired.end"
      })
  void aProducerReadsNeitherJobsNorDeadLetters(String queue) {
    asProducer(
        context ->
            assertThatThrownBy(() -> context.createConsumer(context.createQueue(queue)))
                .isInstanceOf(JMSSecurityRuntimeException.class));
  }

  @ParameterizedTest
  @ValueSource(strings = {"evalx.dead", "evalx.expired", "activemq.notifications"})
  void aProducerSubscribesToNothing(String topic) {
    asProducer(
        context ->
            assertThatThrownBy(() -> context.createConsumer(context.createTopic(topic)))
                .isInstanceOfAny(
                    JMSSecurityRuntimeException.class, InvalidDestinationRuntimeException.class));
  }

  @Test
  void theNetworkPortNeedsAPassword() {
    for (var password : new String[] {null, "", "guess"}) {
      for (var user : new String[] {null, "evalx", "producer"}) {
        assertThatThrownBy(() -> broker.producer().createContext(user, password))
            .isInstanceOf(JMSRuntimeException.class);
      }
    }
  }

  @Test
  void withoutAProducersPasswordItIsOffTheNetwork() throws Exception {
    var configuration = configuration(Map.of());

    assertThat(configuration.getAcceptorConfigurations())
        .extracting(acceptor -> acceptor.getName())
        .containsExactly("in-vm");
  }

  @Test
  void everyDeadLetterStaysAlsoWhenTheyAreMoreThanTheMemoryHolds() throws Exception {
    sendLarge(context -> context.createTopic("evalx.dead"), MORE_THAN_THE_MEMORY);
    assertAJobIsTaken();

    try (var context = broker.outbound().createContext(JMSContext.SESSION_TRANSACTED)) {
      var toEnd = context.createConsumer(context.createQueue("evalx.dead::evalx.dead.end"));
      for (int i = 0; i < MORE_THAN_THE_MEMORY; i++) {
        assertThat(toEnd.receive(5_000)).as("dead letter " + i).isNotNull();
      }
      context.commit();
    }
    assertThat(broker.depth("evalx.dlq")).isEqualTo(MORE_THAN_THE_MEMORY);
    broker.stop();
    broker.start();

    assertThat(broker.depth("evalx.dead.end")).isZero();
    try (var context = broker.outbound().createContext(JMSContext.SESSION_TRANSACTED)) {
      var forOperators = context.createConsumer(context.createQueue("evalx.dead::evalx.dlq"));
      for (int i = 0; i < MORE_THAN_THE_MEMORY; i++) {
        assertThat(forOperators.receive(5_000)).as("dead letter " + i).isNotNull();
      }
      context.commit();
    }
    assertThat(broker.depth("evalx.dlq")).isZero();
    assertAJobIsTaken();
  }

  @Test
  void theRingOfAnEarlierVersionIsGoneAfterAStart() throws Exception {
    var ring = QueueConfiguration.of("evalx.dlq").setAddress("evalx.dead").setRingSize(200L);
    broker.server().updateQueue(ring.setRoutingType(RoutingType.MULTICAST));
    broker.stop();
    broker.start();

    assertThat(broker.server().locateQueue(SimpleString.of("evalx.dlq")).getRingSize())
        .isEqualTo(-1);
  }

  @Test
  void jobsOfProducersExpireAfterTheTaskTtl() throws Exception {
    var jobs = configuration(Map.of("TASK_TTL", "77")).getAddressSettings().get("evalx.jobs.#");

    assertThat(jobs.getMaxExpiryDelay()).isEqualTo(77_000);
    assertThat(jobs.getExpiryDelay()).as("the maximum is ignored beside it").isNegative();
  }

  @Test
  void unfetchedLargeRepliesDoNotBlockJobs() {
    asProducer(context -> context.createConsumer(context.createQueue("evalx.replies.idle")));
    assertThatThrownBy(
            () ->
                sendLarge(
                    context -> context.createQueue("evalx.replies.idle"), MORE_THAN_THE_MEMORY))
        .isInstanceOf(JMSRuntimeException.class);
    assertAJobIsTaken();
  }

  /** None is so large that it would lie in a file. */
  private static void sendLarge(Function<JMSContext, Destination> to, int count) {
    var body = new byte[95 << 10];
    try (var context = broker.outbound().createContext(JMSContext.SESSION_TRANSACTED)) {
      var destination = to.apply(context);
      for (int i = 1; i <= count; i++) {
        context.createProducer().send(destination, body);
        if (i % 50 == 0) {
          context.commit();
        }
      }
      context.commit();
    }
  }

  private static void assertAJobIsTaken() {
    asProducer(
        context ->
            assertThatCode(
                    () -> context.createProducer().send(context.createQueue("evalx.jobs.a"), "{}"))
                .doesNotThrowAnyException());
  }

  @Test
  void anAddressKeepsFewIdsAgainstDuplicates() throws Exception {
    var settings = configuration(Map.of()).getAddressSettings();

    assertThat(settings.get("#").getIDCacheSize()).as("temporary queues").isEqualTo(1000);
    assertThat(settings.get("evalx.jobs.#").getIDCacheSize()).isEqualTo(10_000);
  }

  /** A worker is as slow as the programs that it runs. */
  @Test
  void slowReadersOfRepliesAreNamedAndWorkersNeverAre() throws Exception {
    var settings = configuration(Map.of()).getAddressSettings();

    assertThat(settings.get("evalx.replies.#").getSlowConsumerThreshold()).isOne();
    assertThat(settings.get("evalx.replies.#").getSlowConsumerPolicy())
        .isEqualTo(SlowConsumerPolicy.NOTIFY);
    assertThat(settings.get("evalx.jobs.#").getSlowConsumerThreshold()).isEqualTo(-1);
    assertThat(settings.get("#").getSlowConsumerThreshold()).isEqualTo(-1);
  }

  @Test
  void jobsAreNeverPagedAndBoundedByTheSettings() throws Exception {
    var jobs = configuration(Map.of("MAX_QUEUE_DEPTH", "77")).getAddressSettings();

    assertThat(jobs.get("evalx.jobs.#").getAddressFullMessagePolicy())
        .isEqualTo(AddressFullMessagePolicy.FAIL);
    assertThat(jobs.get("evalx.jobs.#").getMaxSizeMessages()).isEqualTo(77);
    assertThat(configuration(Map.of()).isPersistDeliveryCountBeforeDelivery()).isTrue();
  }

  private static org.apache.activemq.artemis.core.config.Configuration configuration(
      Map<String, String> more) throws Exception {
    var settings =
        Settings.of(name -> name.equals("DATA_DIR") ? folder.toString() : more.get(name));
    return EmbeddedConfiguration.of(settings);
  }
}
