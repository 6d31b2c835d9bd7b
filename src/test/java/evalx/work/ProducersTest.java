package evalx.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import evalx.adapter.TestBroker;
import evalx.broker.Brokers;
import evalx.queue.Beans;
import evalx.queue.RecordingSender;
import evalx.submission.SampleResults;
import evalx.submission.SubmissionEvent;
import evalx.submission.Verdict;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.DeliveryMode;
import jakarta.jms.Destination;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import java.io.File;
import java.net.URI;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What outside producers get: real clients, the real broker and beans, no server. */
class ProducersTest {
  private static final String JOBS = "evalx.jobs.python";
  private static final String BODY = "{\"language\":\"python\",\"code\":\"print(1)\"}";
  private static final String KEY = "evalx_idempotency_key";
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path folder;
  private static TestBroker broker;
  private static ExecutorService executor;

  private final Workshop shop =
      new Workshop(new RecordingSender(Brokers.sender(broker.outbound(), executor)));
  private final List<AutoCloseable> beans = new ArrayList<>();

  /** What producers connect with. */
  enum Client {
    ARTEMIS,
    QPID;

    JMSContext connect() {
      ConnectionFactory factory =
          this == ARTEMIS
              ? broker.producer()
              : new JmsConnectionFactory("producer", broker.producerPassword(), broker.amqpUrl());
      return factory.createContext();
    }
  }

  @BeforeAll
  static void start() throws Exception {
    broker = new TestBroker(folder, Map.of("PRODUCERS", "shop:secret-of-shop"));
    broker.makeQueue(JOBS);
    executor = Executors.newFixedThreadPool(4);
  }

  @AfterAll
  static void stop() {
    broker.close();
    executor.shutdownNow();
  }

  @BeforeEach
  void listen() {
    beans.add(broker.deliver(JOBS, Beans.jobs(shop::handle)));
    beans.add(broker.deliver(Beans.DEAD_LETTERS_TO_END, Beans.deadLetters(shop.lostJobs)));
  }

  @AfterEach
  void leave() throws Exception {
    for (AutoCloseable bean : beans) {
      bean.close();
    }
  }

  private interface Setter {
    void set(Message message) throws JMSException;
  }

  private static void send(JMSContext context, Message request, Destination replyTo, Setter setter)
      throws JMSException {
    request.setJMSReplyTo(replyTo);
    setter.set(request);
    context.createProducer().send(context.createQueue(JOBS), request);
  }

  private static Message reply(JMSConsumer consumer) {
    var reply = consumer.receive(LIMIT.toMillis());
    assertThat(reply).as("a reply").isNotNull();
    return reply;
  }

  private static JsonNode json(Message reply) throws Exception {
    return JSON.readTree(reply.getBody(String.class));
  }

  /** Sends a request, and gives its reply. */
  private static Message ask(JMSContext context, Message request, Setter setter)
      throws JMSException {
    var replies = context.createTemporaryQueue();
    try (var consumer = context.createConsumer(replies)) {
      send(context, request, replies, setter);
      return reply(consumer);
    }
  }

  private static Message ask(JMSContext context, String body, Setter setter) throws JMSException {
    return ask(context, context.createTextMessage(body), setter);
  }

  @ParameterizedTest
  @EnumSource
  void aReplyCarriesTheProducersCorrelationId(Client client) throws Exception {
    try (var context = client.connect()) {
      for (var id : List.of("order 4711", "ID:" + UUID.randomUUID(), "commande n\u00b0 5")) {
        var reply = ask(context, BODY, request -> request.setJMSCorrelationID(id));

        assertThat(reply.getJMSCorrelationID()).isEqualTo(id);
        assertThat(json(reply).get("status").asText()).isEqualTo("Accepted");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void withoutOneItCarriesTheMessageIdOfTheRequest(Client client) throws Exception {
    try (var context = client.connect()) {
      var request = context.createTextMessage(BODY);
      var reply = ask(context, request, message -> {});

      assertThat(reply.getJMSCorrelationID()).isEqualTo(request.getJMSMessageID());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aReplyNamesTokenStatusAndAttemptsInPropertiesAsItsBodyDoes(Client client) throws Exception {
    try (var context = client.connect()) {
      var reply = ask(context, BODY, request -> {});
      var body = json(reply);

      assertThat(reply.getStringProperty("evalx_token")).isEqualTo(body.get("token").asText());
      assertThat(UUID.fromString(body.get("token").asText())).isNotNull();
      assertThat(reply.getStringProperty("evalx_status")).isEqualTo("Accepted");
      assertThat(reply.getIntProperty("evalx_attempts")).isEqualTo(1);
    }
  }

  /** As a submission over HTTP is, so that the history shows them to their account. */
  @ParameterizedTest
  @EnumSource
  void whatAProducerSendsIsToldWithItsAccountAndItsSourceBeforeItStarts(Client client)
      throws Exception {
    try (var context = client.connect()) {
      ask(context, BODY, request -> {});
    }

    assertThat(shop.events)
        .element(0)
        .isInstanceOfSatisfying(
            SubmissionEvent.Queued.class,
            queued -> {
              assertThat(queued.caller().key()).isEqualTo("name:producer");
              assertThat(queued.submission().source().files().get(0).content())
                  .asString(StandardCharsets.UTF_8)
                  .isEqualTo("print(1)");
            });
    assertThat(shop.events).element(1).isInstanceOf(SubmissionEvent.Started.class);
  }

  @Test
  void aProducerMayNameAReceiverOfTheResult() throws Exception {
    shop.runner =
        (job, listener, handle) ->
            SampleResults.of(job.id(), Verdict.ACCEPTED, job.submission().handling().webhook());
    try (var context = Client.ARTEMIS.connect()) {
      var body = BODY.replace("}", ",\"webhook_url\":\"https://example.org/results\"}");
      var reply = ask(context, body, request -> {});

      assertThat(json(reply).get("status").asText()).isEqualTo("Accepted");
      await("a webhook after the reply")
          .atMost(LIMIT)
          .until(() -> !shop.broker.to("evalx.webhooks").isEmpty());
      assertThat(shop.broker.to("evalx.webhooks"))
          .extracting(sent -> sent.property("evalx_token"))
          .containsExactly(reply.getStringProperty("evalx_token"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void manyRequestsMayShareACorrelationIdAndEachHasATokenOfItsOwn(Client client) throws Exception {
    var id = UUID.randomUUID().toString();
    try (var context = client.connect()) {
      var tokens = new ArrayList<String>();
      for (var code : List.of("1", "1", "2")) {
        var body = BODY.replace("print(1)", code);
        var reply = json(ask(context, body, request -> request.setJMSCorrelationID(id)));
        assertThat(reply.get("status").asText()).isEqualTo("Accepted");
        tokens.add(reply.get("token").asText());
      }
      assertThat(tokens).doesNotHaveDuplicates().doesNotContain(id);
      assertThat(shop.ran).hasSize(3);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRequestThatIsSentAgainUnderItsKeyRunsOnceAndIsAnsweredAgain(Client client)
      throws Exception {
    var key = UUID.randomUUID().toString();
    try (var context = client.connect()) {
      var first = ask(context, BODY, request -> request.setStringProperty(KEY, key));
      var second =
          ask(
              context,
              BODY,
              request -> {
                request.setStringProperty(KEY, key);
                request.setJMSCorrelationID("again");
              });

      assertThat(second.getBody(String.class)).isEqualTo(first.getBody(String.class));
      assertThat(second.getJMSCorrelationID()).isEqualTo("again");
      assertThat(shop.ran).hasSize(1);
    }
  }

  @Test
  void aKeyBelongsToItsFirstBodyAndHasToBeAUuid() throws Exception {
    var key = UUID.randomUUID().toString();
    try (var context = Client.ARTEMIS.connect()) {
      ask(context, BODY, request -> request.setStringProperty(KEY, key));
      var other = BODY.replace("1", "2");
      var refused = ask(context, other, request -> request.setStringProperty(KEY, key));
      assertRejected(refused, KEY);
      assertThat(shop.ran).hasSize(1);

      assertRejected(
          ask(context, BODY, request -> request.setStringProperty(KEY, "order 4711")),
          "must be a UUID");
    }
  }

  private static void assertRejected(Message reply, String reason) throws Exception {
    var body = json(reply);
    assertThat(body.get("status")).as(body.toString()).isEqualTo(JSON.valueToTree("Rejected"));
    assertThat(body.get("message").asText()).contains(reason);
    assertThat(reply.getStringProperty("evalx_status")).isEqualTo("Rejected");
    assertThat(reply.getStringProperty("evalx_token")).isEqualTo(body.get("token").asText());
  }

  /** What is no submission, and what its producer is told. */
  enum Malformed {
    NO_BODY(""),
    EMPTY_TEXT("has no body"),
    A_MAP("neither text nor bytes"),
    AN_OBJECT("neither text nor bytes"),
    NO_JSON("not JSON: "),
    NO_CODE("code is required"),
    TWO_MISTAKES("priority must be a whole number from 1 to 10"),
    ANOTHER_LANGUAGE("must be that of the queue, python"),
    UNKNOWN_LANGUAGE("language must be one of"),
    A_MAIN_CLASS("main_class means nothing for Python 3"),
    TOO_LONG("more than 1048576 bytes");

    private final String reason;

    Malformed(String reason) {
      this.reason = reason;
    }

    Message message(JMSContext context) {
      return switch (this) {
        case NO_BODY -> context.createMessage();
        case EMPTY_TEXT -> context.createTextMessage();
        case A_MAP -> context.createMapMessage();
        case AN_OBJECT -> context.createObjectMessage("an object");
        default -> context.createTextMessage(text());
      };
    }

    private String text() {
      return switch (this) {
        case NO_JSON -> "print(1)";
        case NO_CODE -> BODY.replace("code", "text");
        case TWO_MISTAKES -> BODY.replace("code", "priority\":77,\"checker\":7,\"code");
        case ANOTHER_LANGUAGE -> BODY.replace("python", "bash");
        case UNKNOWN_LANGUAGE -> BODY.replace("python", "cobalt");
        case A_MAIN_CLASS -> BODY.replace("code", "main_class\":\"Main\",\"code");
        case TOO_LONG -> "x".repeat(2_000_000);
        default -> throw new IllegalStateException(name());
      };
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsNoSubmissionIsRejectedOnceAndSetAside(Malformed malformed) throws Exception {
    for (Client client : Client.values()) {
      try (var context = client.connect()) {
        var replies = context.createTemporaryQueue();
        var consumer = context.createConsumer(replies);
        send(context, malformed.message(context), replies, request -> {});
        assertRejected(reply(consumer), malformed.reason);
        consumer.close();
        replies.delete();

        // When this is answered, all that the one before caused has happened.
        assertThat(json(ask(context, BODY, request -> {})).get("status").asText())
            .isEqualTo("Accepted");
      }
    }
    await().atMost(LIMIT).until(() -> broker.depth(Beans.DEAD_LETTERS_TO_END) == 0);
    assertThat(shop.unanswered).as("replies that were refused").isEmpty();
    var ends = shop.events.stream().filter(SubmissionEvent.Finished.class::isInstance).toList();
    assertThat(ends).as("submissions that ended").hasSize(4);
  }

  @ParameterizedTest
  @EnumSource
  void repliesGoToTopicsToo(Client client) throws Exception {
    try (var context = client.connect()) {
      var topic = context.createTopic("evalx.replies.board");
      for (Destination replyTo : List.of(context.createTemporaryTopic(), topic)) {
        var consumers = List.of(context.createConsumer(replyTo), context.createConsumer(replyTo));
        send(context, context.createTextMessage(BODY), replyTo, request -> {});

        for (JMSConsumer consumer : consumers) {
          assertThat(json(reply(consumer)).get("status").asText()).isEqualTo("Accepted");
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void repliesGoToNamedQueues(Client client) throws Exception {
    try (var context = client.connect()) {
      var queue = context.createQueue("evalx.replies." + client);
      var consumer = context.createConsumer(queue);
      send(context, context.createTextMessage(BODY), queue, request -> {});

      assertThat(json(reply(consumer)).get("status").asText()).isEqualTo("Accepted");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aReplyThatMayGoNowhereIsCountedAndTheJobEnds(Client client) throws Exception {
    try (var context = client.connect()) {
      for (Destination nowhere :
          List.of(context.createQueue("evalx.jobs.python"), context.createTopic("evalx.dead"))) {
        send(context, context.createTextMessage(BODY), nowhere, request -> {});
      }
      await().atMost(LIMIT).until(() -> shop.unanswered.size() == 2);
    }
    assertThat(shop.ran).hasSize(2);
  }

  @ParameterizedTest
  @EnumSource
  void groupLifetimePriorityAndWhatAMessageDoesWithoutChangeNothingForItsJob(Client client)
      throws Exception {
    List<UnaryOperator<JMSProducer>> ways =
        List.of(
            producer -> producer.setProperty("JMSXGroupID", "a"),
            producer -> producer.setDeliveryMode(DeliveryMode.NON_PERSISTENT),
            producer -> producer.setDisableMessageID(true),
            producer -> producer.setDisableMessageTimestamp(true),
            producer -> producer.setPriority(9).setTimeToLive(LIMIT.toMillis()));
    try (var context = client.connect()) {
      var replies = context.createTemporaryQueue();
      var consumer = context.createConsumer(replies);
      var all = context.createProducer();
      for (var way : ways) {
        for (var producer : List.of(way.apply(context.createProducer()), way.apply(all))) {
          producer.setJMSReplyTo(replies).send(context.createQueue(JOBS), BODY);
          assertThat(json(reply(consumer)).get("status").asText()).isEqualTo("Accepted");
        }
      }
    }
    assertThat(shop.ran).hasSize(2 * ways.size());
  }

  /** It would take a place of its queue until then, whatever its lifetime is. */
  @ParameterizedTest
  @EnumSource
  void aJobThatIsToComeLaterThanItMayWaitIsRefusedWhenItIsSent(Client client) throws Exception {
    try (var context = client.connect()) {
      var late = context.createProducer().setDeliveryDelay(Duration.ofHours(2).toMillis());
      assertThatThrownBy(() -> late.send(context.createQueue(JOBS), BODY))
          .isInstanceOf(JMSRuntimeException.class)
          .hasMessageContaining("the message is refused because it is delayed");

      var replies = context.createTemporaryQueue();
      var consumer = context.createConsumer(replies);
      var soon = context.createProducer().setDeliveryDelay(100).setJMSReplyTo(replies);
      soon.send(context.createQueue(JOBS), BODY);
      assertThat(json(reply(consumer)).get("status").asText()).isEqualTo("Accepted");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aJobExpiresAfterTheTaskTtlWhateverItsProducerSays(Client client) throws Exception {
    var queue = JOBS + ".patient." + client;
    broker.makeQueue(queue);
    var anHourFromNow = System.currentTimeMillis() + Duration.ofHours(1).toMillis();
    try (var context = client.connect()) {
      for (var lifetime : List.of(Duration.ZERO, Duration.ofDays(30), Duration.ofMinutes(1))) {
        var producer = context.createProducer().setTimeToLive(lifetime.toMillis());
        producer.send(context.createQueue(queue), BODY);
      }
    }
    try (var context = broker.outbound().createContext();
        var jobs = context.createConsumer(context.createQueue(queue))) {
      for (var most : List.of(anHourFromNow, anHourFromNow, anHourFromNow - 3_000_000)) {
        assertThat(reply(jobs).getJMSExpiration()).isBetween(1L, most + LIMIT.toMillis());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void theMoreUrgentJobComesFirst(Client client) throws Exception {
    var queue = JOBS + ".urgent." + client;
    broker.makeQueue(queue);
    try (var context = client.connect()) {
      for (int priority : new int[] {0, 4, 9}) {
        var producer = context.createProducer().setPriority(priority);
        producer.setJMSCorrelationID("of " + priority).send(context.createQueue(queue), BODY);
      }
    }
    try (var context = broker.outbound().createContext();
        var jobs = context.createConsumer(context.createQueue(queue))) {
      for (int priority : new int[] {9, 4, 0}) {
        assertThat(reply(jobs).getJMSCorrelationID()).isEqualTo("of " + priority);
      }
    }
  }

  private static void forge(Message request) throws JMSException {
    request.setStringProperty("_AMQ_VALIDATED_USER", "evalx");
    request.setStringProperty("evalx_caller", "name:somebody");
  }

  /** What a message says of its sender is what the broker knows. */
  @ParameterizedTest
  @EnumSource
  void nobodyPassesForAnotherAccount(Client client) throws Exception {
    try (var context = client.connect()) {
      var reply = ask(context, BODY, ProducersTest::forge);

      assertThat(json(reply).get("status").asText()).isEqualTo("Accepted");
    }
    assertThat(shop.callers).containsExactly("name:producer");
  }

  @Test
  void aLargeAmqpMessageNamesNoAccount() throws Exception {
    var large = BODY + " ".repeat(300_000);
    try (var context = Client.QPID.connect()) {
      assertThatThrownBy(() -> ask(context, large, ProducersTest::forge))
          .isInstanceOf(JMSRuntimeException.class)
          .hasMessageContaining("names an account");

      assertThat(json(ask(context, large, request -> {})).get("status").asText())
          .isEqualTo("Accepted");
    }
    assertThat(shop.callers).hasSize(1).noneMatch(caller -> caller.startsWith("name:"));
  }

  @Test
  void anAmqpBodyThatJmsCannotHoldIsRefusedWhenItIsSentAndHoldsNothingUp() throws Exception {
    try (var context = Client.QPID.connect()) {
      var typed = context.createObjectMessage();
      typed.setBooleanProperty("JMS_AMQP_TYPED_ENCODING", true);
      typed.setObject(new HashMap<>(Map.of("code", new ArrayList<>(List.of(1, 2)))));
      for (Message refused : List.of(typed, context.createTextMessage("x".repeat(5_000_000)))) {
        assertThatThrownBy(
                () -> send(context, refused, context.createTemporaryQueue(), request -> {}))
            .isInstanceOf(JMSRuntimeException.class)
            .hasMessageContaining("the message is refused because it");
      }
      assertThat(json(ask(context, BODY, request -> {})).get("status").asText())
          .isEqualTo("Accepted");
    }
  }

  @Test
  void anAmqpMessageThatSaysNothingOfWhereItGoesIsRun() throws Exception {
    var url = URI.create(broker.amqpUrl());
    var outcome =
        assertTimeoutPreemptively(
            LIMIT, () -> BareTransfer.send(url, broker.producerPassword(), JOBS, BODY));

    assertThat(outcome).containsInstanceOf(Accepted.class);
    await().atMost(LIMIT).until(() -> shop.results.byId.size() == 1);
    assertThat(shop.callers).containsExactly("name:producer");
  }

  @Test
  void whatAnOperatorSendsFromTheConsoleIsRun() throws Exception {
    broker.sendFromConsole(JOBS, BODY);

    await().atMost(LIMIT).until(() -> shop.results.byId.size() == 1);
    assertThat(shop.ran).hasSize(1);
  }

  @Test
  void theProducerOfTheManualCompilesAndRuns() throws Exception {
    var manual = Files.readString(Path.of("artemis/README.md"));
    var begin = manual.indexOf("```java\n") + "```java\n".length();
    var source = folder.resolve("Producer.java");
    Files.writeString(source, manual.substring(begin, manual.indexOf("```", begin)));
    var printed = folder.resolve("printed").toFile();

    var producer =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath(),
                source.toString(),
                "tcp://127.0.0.1:" + broker.port(),
                "producer",
                broker.producerPassword())
            .redirectErrorStream(true)
            .redirectOutput(printed)
            .start();
    try {
      assertThat(producer.waitFor(2, TimeUnit.MINUTES)).isTrue();
    } finally {
      producer.destroyForcibly();
    }

    assertThat(Files.readString(printed.toPath()))
        .contains("order 4711: Accepted", "{\"token\":\"");
  }

  private static String classPath() {
    return Thread.currentThread().getContextClassLoader() instanceof URLClassLoader loader
        ? Stream.of(loader.getURLs())
            .map(url -> new File(url.getPath()).toString())
            .collect(Collectors.joining(File.pathSeparator))
        : System.getProperty("java.class.path");
  }

  @Test
  void bytesAreReadAsTextIs() throws Exception {
    for (Client client : Client.values()) {
      try (var context = client.connect()) {
        var bytes = context.createBytesMessage();
        bytes.writeBytes(BODY.getBytes(StandardCharsets.UTF_8));

        assertThat(json(ask(context, bytes, request -> {})).get("status").asText())
            .isEqualTo("Accepted");
      }
    }
  }
}
