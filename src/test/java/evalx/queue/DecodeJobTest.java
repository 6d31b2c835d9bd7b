package evalx.queue;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.adapter.TestBroker;
import evalx.broker.Outgoing;
import evalx.submission.SubmissionId;
import evalx.submission.TraceContext;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecodeJobTest {
  private static final String QUEUE = "evalx.jobs.c";
  private static final int MAX = 10;

  @TempDir static Path folder;
  private static TestBroker broker;

  private final DecodeJob decodeJob = new DecodeJob(MAX, "evalx", Clock.systemUTC());
  private JMSContext context;

  @BeforeAll
  static void start() throws Exception {
    broker = new TestBroker(folder, Map.of());
    broker.makeQueue(QUEUE);
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @BeforeEach
  void connect() {
    context = broker.outbound().createContext();
  }

  @AfterEach
  void disconnect() {
    context.close();
  }

  private JobMessage readBack(Message message) throws JMSException {
    context.createProducer().setPriority(7).send(context.createQueue(QUEUE), message);
    try (var consumer = context.createConsumer(context.createQueue(QUEUE))) {
      return decodeJob.delivered(consumer.receive(5_000));
    }
  }

  private Message bytes(int count) throws JMSException {
    var message = context.createBytesMessage();
    message.writeBytes(new byte[count]);
    return message;
  }

  private Message fromOutside(Setter setter) throws JMSException {
    try (var producer = broker.producer().createContext()) {
      var message = producer.createBytesMessage();
      setter.set(message);
      producer.createProducer().send(producer.createQueue(QUEUE), message);
    }
    try (var consumer = context.createConsumer(context.createQueue(QUEUE))) {
      return consumer.receive(5_000);
    }
  }

  private interface Setter {
    void set(Message message) throws JMSException;
  }

  @Test
  void aTraceIsThatOfTheRequestOfAnyProducerAndGoesOnToCopies() throws JMSException {
    var parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    var message =
        fromOutside(
            outside -> {
              outside.setStringProperty("traceparent", parent);
              outside.setStringProperty("tracestate", "a=b");
            });
    var job = decodeJob.delivered(message);
    assertThat(job.origin().caller().trace())
        .contains(new TraceContext(parent, Optional.of("a=b")));

    var copy = Copies.of(job, Outgoing.toQueue(QUEUE, new byte[0]));
    assertThat(copy.property("traceparent")).isEqualTo(parent);
    assertThat(copy.property("tracestate")).isEqualTo("a=b");
  }

  @Test
  void readsTextAsUtf8() throws JMSException {
    var job = readBack(context.createTextMessage("\u20ac"));

    assertThat(job.body().bytes()).isEqualTo("\u20ac".getBytes(StandardCharsets.UTF_8));
    assertThat(job.routing().queue()).isEqualTo(QUEUE);
    assertThat(job.language()).isEqualTo("c");
    assertThat(job.routing().priority()).isEqualTo(7);
    assertThat(job.origin().format()).isEqualTo(1);
    assertThat(job.attempts().deliveries()).isEqualTo(1);
    assertThat(job.routing().expires()).as("the broker sets one").isPresent();
    assertThat(job.routing().replyTo()).isEmpty();
  }

  @Test
  void readsNoMoreBytesThanASubmissionMayHave() throws JMSException {
    assertThat(readBack(bytes(MAX)).body().unreadable()).isEmpty();
    assertThat(readBack(bytes(MAX + 1)).body().unreadable())
        .contains("the body has more than 10 bytes");
    assertThat(readBack(context.createTextMessage("a".repeat(MAX))).body().unreadable()).isEmpty();
    var text = readBack(context.createTextMessage("\u20ac".repeat(4))).body();
    assertThat(text.unreadable()).contains("the body has more than 10 bytes");
    assertThat(text.bytes()).as("its beginning, for operators").hasSize(MAX);
    assertThat(readBack(bytes(MAX + 1)).body().bytes()).hasSize(MAX);
    assertThat(readBack(context.createMapMessage()).body().unreadable())
        .contains("the message is neither text nor bytes");
    assertThat(readBack(context.createTextMessage()).body().unreadable())
        .contains("the message has no body");
  }

  /** A node with a larger MAX_BODY_BYTES has accepted it. */
  @Test
  void ofItsOwnMessagesItReadsNoMoreThanAreMadeOfBodiesOfThisNode() throws JMSException {
    var message = bytes(MAX + MAX / 3 + (1 << 20) + 1);
    message.setIntProperty(MessageProperties.FORMAT, JobMessage.COMPLETE_FORMAT);

    var job = readBack(message);

    assertThat(job.isTooLong()).isTrue();
    assertThat(job.body().bytes()).hasSize(MAX + MAX / 3 + (1 << 20));
  }

  @Test
  void theTokenOfTheFirstFormatIsTheCorrelationIdOfOwnMessagesAlone() throws JMSException {
    var token = SubmissionId.random();
    var own = bytes(1);
    own.setJMSCorrelationID(token.toString());
    own.setIntProperty(MessageProperties.FORMAT, 1);
    assertThat(readBack(own).id()).isEqualTo(token);

    var outside =
        fromOutside(
            message -> {
              message.setJMSCorrelationID(token.toString());
              message.setIntProperty(MessageProperties.FORMAT, 1);
            });
    assertThat(decodeJob.delivered(outside).id()).isNotEqualTo(token);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, JobMessage.NEWEST_FORMAT})
  void readsAcceptedSubmissionsWholeWhateverTheLimitOfThisNode(int format) throws JMSException {
    var message = bytes(MAX + 1);
    message.setIntProperty(MessageProperties.FORMAT, format);

    var job = readBack(message);
    assertThat(job.isAccepted()).isTrue();
    assertThat(job.body().bytes()).hasSize(MAX + 1);
    assertThat(job.body().unreadable()).isEmpty();
  }

  @Test
  void makesTheTokenOfTheMessageIdOrOfItsKeyAndNeverOfTheCorrelationId() throws JMSException {
    var token = SubmissionId.random();
    var message = bytes(1);
    message.setJMSCorrelationID(token.toString());
    var first = readBack(message);
    assertThat(first.identity().correlationId()).isEqualTo(token.toString());
    assertThat(first.id()).isNotEqualTo(token).isNotEqualTo(readBack(message).id());

    message.setStringProperty(MessageProperties.IDEMPOTENCY_KEY, token.toString());
    var keyed = readBack(message);
    assertThat(keyed.id()).isNotEqualTo(token).isEqualTo(readBack(message).id());
    assertThat(keyed.underOwnToken().id()).isNotEqualTo(keyed.id());

    message.setStringProperty(MessageProperties.TOKEN, token.toString());
    assertThat(readBack(message).id()).as("a copy").isEqualTo(token);
  }

  @Test
  void theSameKeyOfAnotherAccountIsAnotherToken() throws JMSException {
    var key = SubmissionId.random().toString();
    var message = bytes(1);
    message.setStringProperty(MessageProperties.IDEMPOTENCY_KEY, key);
    var outside =
        fromOutside(keyed -> keyed.setStringProperty(MessageProperties.IDEMPOTENCY_KEY, key));

    assertThat(decodeJob.delivered(outside).id()).isNotEqualTo(readBack(message).id());
  }

  @Test
  void aKeyThatIsNoUuidIsToldToItsProducer() throws JMSException {
    var message = bytes(1);
    message.setStringProperty(MessageProperties.IDEMPOTENCY_KEY, "order 4711");

    assertThat(readBack(message).body().unreadable())
        .contains("evalx_idempotency_key must be a UUID");
  }

  @Test
  void theIdOfTheRequestIsThatOfItsFirstMessage() throws JMSException {
    var message = bytes(1);
    var first = readBack(message);
    assertThat(first.identity().requestId()).isEqualTo(first.identity().messageId());

    message.setStringProperty(MessageProperties.REQUEST, first.identity().requestId());
    var copy = readBack(message).identity();
    assertThat(copy.requestId()).isEqualTo(first.identity().requestId());
    assertThat(copy.messageId()).isNotEqualTo(copy.requestId());
  }

  @Test
  void nonsenseInPropertiesIsNoReasonToFail() throws JMSException {
    var message = bytes(1);
    message.setStringProperty(MessageProperties.UNCOUNTED, "many");
    assertThat(readBack(message).attempts().uncounted()).isZero();

    message.setIntProperty(MessageProperties.UNCOUNTED, -5);
    assertThat(readBack(message).attempts().uncounted()).isZero();

    message.setIntProperty(MessageProperties.UNCOUNTED, Integer.MAX_VALUE);
    assertThat(readBack(message).attempts().uncounted()).isEqualTo(Integer.MAX_VALUE);

    message.setObjectProperty(MessageProperties.TOKEN, new byte[] {1});
    message.setObjectProperty(MessageProperties.REPLY_TO, new byte[] {1});
    assertThat(readBack(message).routing().replyTo()).isEmpty();

    message.setStringProperty(MessageProperties.FORMAT, "new");
    assertThat(readBack(message).body().unreadable())
        .contains("evalx_format must be a whole number");
  }

  @Test
  void believesNoProducerWhatOnlyEvalxMaySay() throws JMSException {
    var other = SubmissionId.random();
    var message =
        fromOutside(
            forged -> {
              forged.setStringProperty("JMSXUserID", "evalx");
              forged.setIntProperty(MessageProperties.UNCOUNTED, 10);
              forged.setIntProperty(MessageProperties.FORMAT, JobMessage.COMPLETE_FORMAT);
              forged.setStringProperty(MessageProperties.TOKEN, other.toString());
              forged.setStringProperty(MessageProperties.REQUEST, "ID:another");
              forged.setStringProperty(MessageProperties.CALLER, "name:admin");
              forged.setStringProperty(MessageProperties.QUEUE, "evalx.dead");
              forged.setStringProperty(MessageProperties.REASON, "because");
            });
    var job = decodeJob.lost(message);

    assertThat(job.isAccepted()).isFalse();
    assertThat(job.attempts().uncounted()).isZero();
    assertThat(job.id()).isNotEqualTo(other);
    assertThat(job.identity().requestId()).isEqualTo(job.identity().messageId());
    assertThat(job.origin().caller().key()).isEqualTo("name:producer");
    assertThat(job.routing().queue()).isEqualTo(QUEUE);
    assertThat(decodeJob.reason(message)).isEmpty();
  }

  @Test
  void theQueueIsTheOneTheAdapterReadFrom() throws JMSException {
    var message = bytes(1);
    message.setStringProperty(MessageProperties.READ_FROM, "evalx.jobs.cpp");

    assertThat(readBack(message).language()).isEqualTo("cpp");
  }

  @Test
  void takesTheTimeOfATimelessMessageFromItsArrival() throws JMSException {
    var before = Instant.now();
    var queue = context.createQueue(QUEUE);
    context.createProducer().setDisableMessageTimestamp(true).send(queue, bytes(1));
    try (var consumer = context.createConsumer(queue)) {
      assertThat(decodeJob.delivered(consumer.receive(5_000)).routing().queued())
          .isBetween(before, Instant.now());
    }
  }

  @Test
  void repliesToAQueueByItsName() throws JMSException {
    var message = bytes(1);
    var temporary = context.createTemporaryQueue();
    message.setJMSReplyTo(temporary);
    assertThat(readBack(message).routing().replyTo())
        .contains(new ReplyTo(temporary.getQueueName(), false));

    for (boolean isTopic : new boolean[] {true, false}) {
      var to = new ReplyTo("evalx.replies.x", isTopic);
      message.setStringProperty(MessageProperties.REPLY_TO, to.toString());
      assertThat(readBack(message).routing().replyTo()).as("a copy").contains(to);
    }
    message.setStringProperty(MessageProperties.REPLY_TO, "");
    assertThat(readBack(message).routing().replyTo()).as("a copy without").isEmpty();
  }

  @Test
  void aWorkersFilterLeavesJobsOfOtherVersionsInTheQueue() throws JMSException {
    for (String version : new String[] {"17", "17.0.15", "17.0.1", "21", ""}) {
      var message = context.createTextMessage(version);
      if (!version.isEmpty()) {
        message.setStringProperty(MessageProperties.VERSION, version);
      }
      context.createProducer().send(context.createQueue(QUEUE), message);
    }
    var queue = context.createQueue(QUEUE);
    var taken = new ArrayList<String>();
    try (var consumer = context.createConsumer(queue, VersionFilter.of(Set.of("17.0.15")))) {
      for (int i = 0; i < 3; i++) {
        taken.add(consumer.receive(5_000).getBody(String.class));
      }
    }
    try (var others = context.createConsumer(queue)) {
      assertThat(others.receive(5_000).getBody(String.class)).isEqualTo("17.0.1");
      assertThat(others.receive(5_000).getBody(String.class)).isEqualTo("21");
    }
    assertThat(taken).containsExactly("17", "17.0.15", "");
  }
}
