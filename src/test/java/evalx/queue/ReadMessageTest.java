package evalx.queue;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.adapter.TestBroker;
import evalx.submission.SubmissionId;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadMessageTest {
  private static final String QUEUE = "evalx.jobs.c";
  private static final int MOST = 10;

  @TempDir static Path folder;
  private static TestBroker broker;

  private final ReadMessage readMessage = new ReadMessage(MOST, "evalx", Clock.systemUTC());
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

  private Delivery readBack(Message message) throws JMSException {
    context.createProducer().setPriority(7).send(context.createQueue(QUEUE), message);
    try (var consumer = context.createConsumer(context.createQueue(QUEUE))) {
      return readMessage.read(consumer.receive(5_000));
    }
  }

  private Message bytes(int count) throws JMSException {
    var message = context.createBytesMessage();
    message.writeBytes(new byte[count]);
    return message;
  }

  @Test
  void readsTextAsUtf8() throws JMSException {
    var delivery = readBack(context.createTextMessage("\u20ac"));

    assertThat(delivery.body()).isEqualTo("\u20ac".getBytes(StandardCharsets.UTF_8));
    assertThat(delivery.queue()).isEqualTo(QUEUE);
    assertThat(delivery.language()).isEqualTo("c");
    assertThat(delivery.priority()).isEqualTo(7);
    assertThat(delivery.format()).isEqualTo(1);
    assertThat(delivery.count()).isEqualTo(1);
    assertThat(delivery.expires()).as("the broker sets one").isPresent();
    assertThat(delivery.replyTo()).isEmpty();
    assertThat(delivery.ends()).isTrue();
  }

  @Test
  void readsNoMoreBytesThanASubmissionMayHave() throws JMSException {
    assertThat(readBack(bytes(MOST)).unreadable()).isEmpty();
    assertThat(readBack(bytes(MOST + 1)).unreadable()).contains("the body has more than 10 bytes");
    assertThat(readBack(context.createTextMessage("a".repeat(MOST))).unreadable()).isEmpty();
    var text = readBack(context.createTextMessage("\u20ac".repeat(4)));
    assertThat(text.unreadable()).contains("the body has more than 10 bytes");
    assertThat(text.body()).as("its beginning, for who looks at its dead letter").hasSize(MOST);
    assertThat(readBack(bytes(MOST + 1)).body()).hasSize(MOST);
    assertThat(readBack(context.createMapMessage()).unreadable())
        .contains("the message is neither text nor bytes");
    assertThat(readBack(context.createTextMessage()).unreadable())
        .contains("the message has no body");
  }

  @Test
  void takesTheTokenFromTheCorrelationIdOrMakesOneOfTheMessageId() throws JMSException {
    var token = SubmissionId.random();
    var message = bytes(1);
    message.setJMSCorrelationID(token.toString());
    assertThat(readBack(message).token()).isEqualTo(token);

    message.setJMSCorrelationID("order 4711");
    var first = readBack(message);
    assertThat(first.correlationId()).isEqualTo("order 4711");
    assertThat(first.token()).isNotEqualTo(readBack(message).token());

    message.setStringProperty(Wire.TOKEN, token.toString());
    assertThat(readBack(message).token()).as("a copy").isEqualTo(token);
  }

  @Test
  void nonsenseInPropertiesIsNoReasonToFail() throws JMSException {
    var message = bytes(1);
    message.setStringProperty(Wire.EXCUSED, "many");
    assertThat(readBack(message).excused()).isZero();

    message.setIntProperty(Wire.EXCUSED, -5);
    assertThat(readBack(message).excused()).isZero();

    message.setIntProperty(Wire.EXCUSED, Integer.MAX_VALUE);
    assertThat(readBack(message).excused()).isEqualTo(Integer.MAX_VALUE);

    message.setObjectProperty(Wire.TOKEN, new byte[] {1});
    message.setObjectProperty(Wire.REPLY_TO, new byte[] {1});
    assertThat(readBack(message).replyTo()).isEmpty();

    message.setStringProperty(Wire.FORMAT, "new");
    assertThat(readBack(message).unreadable()).contains("evalx_format must be a whole number");
  }

  @Test
  void believesNoProducerWhatOnlyADeadLetterMaySay() throws JMSException {
    var message = bytes(1);
    message.setStringProperty(Wire.QUEUE, "evalx.dead");
    message.setStringProperty(Wire.REASON, "because");
    message.setStringProperty(Wire.ENDS, "false");

    var delivery = readBack(message);
    assertThat(delivery.queue()).isEqualTo(QUEUE);
    assertThat(delivery.reason()).isEmpty();
    assertThat(delivery.ends()).isTrue();
  }

  @Test
  void believesNoProducerThatAttemptsDoNotCount() throws JMSException {
    try (var producer = broker.producer().createContext()) {
      var message = producer.createBytesMessage();
      message.setIntProperty(Wire.EXCUSED, 10);
      message.setStringProperty("JMSXUserID", "evalx");
      producer.createProducer().send(producer.createQueue(QUEUE), message);
    }
    try (var consumer = context.createConsumer(context.createQueue(QUEUE))) {
      var delivery = readMessage.read(consumer.receive(5_000));
      assertThat(delivery.own()).isFalse();
      assertThat(delivery.excused()).isZero();
    }
  }

  @Test
  void takesTheTimeOfATimelessMessageFromItsArrival() throws JMSException {
    var before = Instant.now();
    var queue = context.createQueue(QUEUE);
    context.createProducer().setDisableMessageTimestamp(true).send(queue, bytes(1));
    try (var consumer = context.createConsumer(queue)) {
      assertThat(readMessage.read(consumer.receive(5_000)).queued())
          .isBetween(before, Instant.now());
    }
  }

  @Test
  void repliesToAQueueByItsName() throws JMSException {
    var message = bytes(1);
    var temporary = context.createTemporaryQueue();
    message.setJMSReplyTo(temporary);
    assertThat(readBack(message).replyTo()).contains(temporary.getQueueName());

    message.setStringProperty(Wire.REPLY_TO, "evalx.replies.x");
    assertThat(readBack(message).replyTo()).as("a copy").contains("evalx.replies.x");
  }
}
