package evalx.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListenerTest {
  private static final String A = "evalx.jobs.a";
  private static final String B = "evalx.jobs.b";
  private static final String LATE = "evalx.jobs.late";
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir Path folder;
  private TestBroker broker;
  private Listener listener;

  @BeforeEach
  void start() throws Exception {
    broker = new TestBroker(folder, Map.of());
    broker.makeQueue(A);
    broker.makeQueue(B);
  }

  @AfterEach
  void stop() {
    if (listener != null) {
      listener.close();
    }
    broker.close();
  }

  private FakeEndpoints listen(int places, String destination, MessageListener bean) {
    var spec = new JobActivationSpec();
    spec.setDestination(destination);
    var endpoints = new FakeEndpoints(bean);
    listener = new Listener(endpoints, spec, broker.inbound(), new Incoming(1 << 20), places);
    listener.consume(Set.of());
    return endpoints;
  }

  private <T> T jms(Function<JMSContext, T> use) {
    try (var context = broker.outbound().createContext()) {
      return use.apply(context);
    }
  }

  private void send(String queue, int count) {
    jms(
        context -> {
          for (int i = 0; i < count; i++) {
            context.createProducer().send(context.createQueue(queue), Integer.toString(i));
          }
          return null;
        });
  }

  private int waiting(String queue) {
    return jms(
        context -> {
          try (var browser = context.createBrowser(context.createQueue(queue))) {
            int count = 0;
            for (var e = browser.getEnumeration(); e.hasMoreElements(); e.nextElement()) {
              count++;
            }
            return count;
          } catch (JMSException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new JMSRuntimeException("interrupted");
    }
  }

  private static int count(Message message) {
    try {
      return message.getIntProperty("JMSXDeliveryCount");
    } catch (JMSException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void consumesFromItsOwnQueuesAndOfOthersOnlyFromThoseNamed() {
    send(A, 1);
    send(B, 1);
    var endpoints = listen(1, "evalx.jobs.*", message -> {});
    assertThat(endpoints.delivered).isEmpty();
    listener.consume(Set.of(WantedQueue.of(A), WantedQueue.of("other.queue")));

    soon(() -> waiting(A) == 0);
    assertThat(waiting(B)).isEqualTo(1);
    listener.consume(Set.of(WantedQueue.of(B)));
    soon(() -> waiting(B) == 0);
    assertThat(endpoints.delivered).hasSize(2);
  }

  @Test
  void namesAMessageWithoutAnIdTheSameAtEachDelivery() throws JMSException {
    jms(
        context -> {
          var producer = context.createProducer().setDisableMessageID(true);
          producer.send(context.createQueue(A), "1");
          return producer.send(context.createQueue(A), "2");
        });
    var endpoints =
        listen(
            1,
            A,
            message -> {
              if (count(message) == 1) {
                throw new JMSRuntimeException("again");
              }
            });

    soon(() -> endpoints.delivered.size() == 4);
    var ids = new ArrayList<String>();
    for (Message message : endpoints.delivered) {
      ids.add(message.getJMSMessageID());
    }
    assertThat(ids).hasSize(4).doesNotContainNull();
    assertThat(Set.copyOf(ids)).hasSize(2);
  }

  @Test
  void takesNoMessageThatItDoesNotHandle() {
    var end = new CountDownLatch(1);
    send(A, 5);
    var endpoints = listen(2, A, message -> await(end));

    soon(() -> endpoints.delivered.size() == 2);
    assertThat(waiting(A)).as("nothing is prefetched").isEqualTo(3);
    end.countDown();
    soon(() -> waiting(A) == 0);
  }

  @Test
  void finishesWhatIsInWorkWhenAQueueIsNoLongerNamed() {
    var end = new CountDownLatch(1);
    send(A, 2);
    var endpoints = listen(1, "evalx.jobs.*", message -> await(end));
    listener.consume(Set.of(WantedQueue.of(A)));
    soon(() -> endpoints.delivered.size() == 1);
    listener.consume(Set.of());
    end.countDown();

    soon(() -> broker.depth(A) == 1);
    listener.consume(Set.of(WantedQueue.of(A)));
    soon(() -> waiting(A) == 0);
    assertThat(endpoints.delivered).extracting(ListenerTest::count).containsExactly(1, 1);
  }

  @Test
  void deliversAgainAfterAFailureWithAGrowingDelay() {
    var times = new CopyOnWriteArrayList<Long>();
    var counts = new CopyOnWriteArrayList<Integer>();
    send(A, 1);
    listen(
        1,
        A,
        message -> {
          times.add(System.nanoTime());
          counts.add(count(message));
          if (counts.size() < 3) {
            throw new JMSRuntimeException("a failure of the test");
          }
        });

    soon(() -> counts.size() == 3);
    assertThat(counts).containsExactly(1, 2, 3);
    assertThat(Duration.ofNanos(times.get(1) - times.get(0))).isBetween(seconds(1), seconds(3));
    assertThat(Duration.ofNanos(times.get(2) - times.get(1))).isBetween(seconds(10), seconds(13));
  }

  private static Duration seconds(int count) {
    return Duration.ofSeconds(count);
  }

  @Test
  void anErrorLeavesThePlaceAlive() {
    var calls = new AtomicInteger();
    send(A, 1);
    listen(
        1,
        A,
        message -> {
          if (calls.incrementAndGet() == 1) {
            throw new AssertionError("an error of the test");
          }
        });

    soon(() -> calls.get() == 2);
  }

  @Test
  void takesMessagesAgainAfterTheBrokerWasDown() {
    var endpoints = listen(2, A, message -> {});
    broker.stop();
    broker.start();
    send(A, 3);

    soon(() -> endpoints.delivered.size() == 3);
  }

  @Test
  void everyPlaceWorksAtOnceAfterTheBrokerWasDown() {
    var running = new AtomicInteger();
    var end = new CountDownLatch(1);
    MessageListener bean =
        message -> {
          running.incrementAndGet();
          await(end);
        };
    listen(8, A, bean);
    send(A, 8);
    soon(() -> running.get() == 8);
    end.countDown();
    soon(() -> waiting(A) == 0);
    broker.stop();
    broker.start();

    var start = System.nanoTime();
    send(A, 100);
    soon(() -> running.get() == 108);

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(seconds(5));
  }

  @Test
  void saysOnceThatAQueueIsUnavailableAndOnceThatItIsBack() throws Exception {
    var said = new CopyOnWriteArrayList<String>();
    var log = Logger.getLogger(Inbound.class.getName());
    var handler = new Records(said);
    log.addHandler(handler);
    try {
      var endpoints = listen(2, LATE, message -> {});
      soon(() -> said.size() == 1);
      assertThat(said.get(0)).startsWith("WARNING").contains(LATE);
      broker.makeQueue(LATE);
      send(LATE, 2);
      soon(() -> endpoints.delivered.size() == 2);
      assertThat(said).hasSize(2);
      assertThat(said.get(1)).startsWith("INFO").contains(LATE);
    } finally {
      log.removeHandler(handler);
    }
  }

  @Test
  void closesWithinSecondsAndGivesBackWhatIsInHand() {
    send(A, 1);
    var never = new CountDownLatch(1);
    var endpoints = listen(1, A, message -> await(never));
    soon(() -> endpoints.delivered.size() == 1);

    var start = System.nanoTime();
    listener.close();

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(seconds(6));
    soon(() -> waiting(A) == 1);
  }

  @Test
  void closesWithinSecondsWhenTheBrokerIsDown() {
    listen(2, A + "," + B, message -> {});
    broker.stop();

    var start = System.nanoTime();
    listener.close();

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(seconds(6));
    broker.start();
  }

  /** Keeps what is logged. */
  private static final class Records extends Handler {
    private final List<String> said;

    Records(List<String> said) {
      this.said = said;
    }

    @Override
    public void publish(LogRecord entry) {
      said.add(
          entry.getLevel() + " " + MessageFormat.format(entry.getMessage(), entry.getParameters()));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  private static void soon(Callable<Boolean> condition) {
    Awaitility.await().atMost(SOON).until(condition);
  }
}
