package evalx.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.ThreadMXBean;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.jms.TextMessage;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IncomingTest {
  private static final String QUEUE = "evalx.jobs.a";
  private static final int MAX_BODY = 300_000;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @TempDir static Path folder;
  private static TestBroker broker;
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private final List<Long> allocated = new CopyOnWriteArrayList<>();
  private final List<String> queues = new CopyOnWriteArrayList<>();
  private Listener listener;

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
  void listen() {
    var spec = new JobActivationSpec();
    spec.setDestination(QUEUE);
    MessageListener bean = this::see;
    listener =
        new Listener(new FakeEndpoints(bean), spec, broker.overTcp(), new Incoming(MAX_BODY), 1);
    listener.consume(List.of());
  }

  @AfterEach
  void close() {
    listener.close();
  }

  private void see(Message message) {
    try {
      queues.add(message.getStringProperty("evalx_read_from"));
      allocated.add(THREADS.getCurrentThreadAllocatedBytes());
      if (message instanceof TextMessage text) {
        seen.add("text " + text.getText().length());
      } else if (message instanceof BytesMessage bytes) {
        var beginning = new byte[(int) Math.min(4, bytes.getBodyLength())];
        int read = bytes.readBytes(beginning);
        seen.add("bytes " + bytes.getBodyLength() + " " + read + Arrays.toString(beginning));
      } else {
        seen.add(message.getClass().getSimpleName());
      }
    } catch (JMSException e) {
      throw new IllegalStateException(e);
    }
  }

  private String send(Function<JMSContext, Message> message) {
    return send(message, false);
  }

  private String send(Function<JMSContext, Message> message, boolean compressed) {
    try (var factory = broker.outbound()) {
      factory.setCompressLargeMessage(compressed);
      try (var context = factory.createContext()) {
        int before = seen.size();
        context.createProducer().send(context.createQueue(QUEUE), message.apply(context));
        await().atMost(Duration.ofSeconds(60)).until(() -> seen.size() > before);
        return seen.get(before);
      }
    }
  }

  private static Function<JMSContext, Message> bytes(int length) {
    return context -> {
      try {
        var message = context.createBytesMessage();
        message.writeBytes(filled(length));
        return message;
      } catch (JMSException e) {
        throw new IllegalStateException(e);
      }
    };
  }

  private static byte[] filled(int length) {
    var body = new byte[length];
    Arrays.fill(body, (byte) 7);
    return body;
  }

  @Test
  void theLongestSubmissionComesAsText() {
    assertThat(send(context -> context.createTextMessage("x".repeat(MAX_BODY))))
        .isEqualTo("text " + MAX_BODY);
  }

  @Test
  void bytesOfTheLongestSubmissionComeWhole() {
    assertThat(send(bytes(MAX_BODY))).isEqualTo("bytes " + MAX_BODY + " 4[7, 7, 7, 7]");
  }

  @Test
  void aLongerMessageIsReducedToItsLengthAndBeginning() {
    int length = (int) new Incoming(MAX_BODY).maxBytes() + 1;
    assertThat(send(bytes(length))).isEqualTo("bytes " + length + " 4[7, 7, 7, 7]");
    assertThat(send(bytes(10))).as("the next message").isEqualTo("bytes 10 4[7, 7, 7, 7]");
  }

  @Test
  void aVeryLongTextIsNeverInMemory() {
    send(bytes(1));
    var before = allocated.get(0);

    var seen = send(context -> context.createTextMessage("x".repeat(60 << 20)));

    assertThat(seen).startsWith("bytes " + (2L * (60 << 20) + 5));
    assertThat(allocated.get(1) - before).as("bytes allocated meanwhile").isLessThan(1 << 20);
  }

  @Test
  void aCompressedMessageIsTooLongWhateverItsSenderSays() {
    for (int length : new int[] {200_000, 60 << 20}) {
      assertThat(send(context -> context.createTextMessage("x".repeat(length)), true))
          .startsWith("bytes")
          .endsWith(" -1[0, 0, 0, 0]");
    }
  }

  @Test
  void aMessageSaysWhichQueueItWasReadFromWhateverItsSenderSaid() {
    send(
        context -> {
          var message = context.createTextMessage("x");
          try {
            message.setStringProperty("evalx_read_from", "evalx.jobs.another");
          } catch (JMSException e) {
            throw new IllegalStateException(e);
          }
          return message;
        });

    assertThat(queues).containsExactly(QUEUE);
  }

  @Test
  void otherKindsOfMessagesComeAsTheyAre() {
    assertThat(send(JMSContext::createMapMessage)).isEqualTo("ActiveMQMapMessage");
    assertThat(send(JMSContext::createMessage)).isEqualTo("ActiveMQMessage");
  }
}
