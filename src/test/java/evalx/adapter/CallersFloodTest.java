package evalx.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import evalx.queue.CallerFilter;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node whose places but the last are filled by the jobs of some callers. */
class CallersFloodTest {
  private static final String QUEUE = "evalx.jobs.c";
  private static final String ANY = "evalx_version IS NULL";
  private static final int PLACES = 4;

  @TempDir Path folder;

  private final List<String> got = new CopyOnWriteArrayList<>();
  private final Semaphore leave = new Semaphore(0);
  private final CallerFilter filter = new CallerFilter("evalx");
  private final Control control = new Control(PLACES, true, () -> true, () -> "");
  private TestBroker broker;
  private Listener listener;
  private Listener last;

  @BeforeEach
  void start() throws Exception {
    broker = new TestBroker(folder, Map.of("MAX_QUEUE_DEPTH", "1000"));
    broker.makeQueue(QUEUE);
    listener = listener(PLACES - 1);
    last = listener(1);
    control.add(listener);
    control.addLastPlace(last);
    control.consume(Map.of(QUEUE, ANY));
  }

  private Listener listener(int places) {
    var spec = new JobActivationSpec();
    spec.setDestination("evalx.jobs.*");
    var endpoints = new FakeEndpoints((MessageListener) this::hold);
    return new Listener(endpoints, spec, broker.inbound(), new Incoming(1 << 20), places);
  }

  private void hold(Message message) {
    try {
      got.add(message.getBody(String.class));
      leave.acquire();
    } catch (JMSException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new JMSRuntimeException("interrupted");
    }
  }

  @AfterEach
  void stop() {
    leave.release(1000);
    listener.close();
    last.close();
    broker.close();
  }

  private void send(ActiveMQConnectionFactory connections, String caller, String text, int count) {
    try (var context = connections.createContext()) {
      for (int i = 0; i < count; i++) {
        var producer = context.createProducer();
        if (!caller.isEmpty()) {
          producer.setProperty("evalx_caller", caller);
        }
        producer.send(context.createQueue(QUEUE), text);
      }
    }
  }

  private void excludes(String... callers) {
    control.consumeAtLastPlace(
        Map.of(QUEUE, "(" + ANY + ") AND " + filter.allBut(Set.of(callers))));
  }

  private static void soon(Callable<Boolean> condition) {
    await().atMost(Duration.ofSeconds(60)).until(condition);
  }

  private long count(String text) {
    return got.stream().filter(text::equals).count();
  }

  @Test
  void anotherCallersJobStartsAtOnce() {
    send(broker.outbound(), "name:O'Neil", "flood", 100);
    soon(() -> got.size() == PLACES - 1);
    excludes("name:O'Neil");

    send(broker.outbound(), "address:10.0.0.7", "other", 1);

    soon(() -> count("other") == 1);
    assertThat(control.getBusyPlaces()).isEqualTo(PLACES);
    assertThat(count("flood")).isEqualTo(PLACES - 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 10, 64})
  void anotherCallersJobStartsAtOnceHoweverManyFlood(int flooders) {
    var callers =
        IntStream.range(0, flooders).mapToObj(i -> "name:it's " + i).toArray(String[]::new);
    for (var caller : callers) {
      send(broker.outbound(), caller, "flood", 10);
    }
    soon(() -> got.size() == PLACES - 1);
    excludes(callers);

    send(broker.outbound(), "name:b", "other", 1);

    soon(() -> count("other") == 1);
    assertThat(count("flood")).isEqualTo(PLACES - 1);
  }

  @Test
  void aFloodingCallerKeepsAllOtherPlaces() {
    send(broker.outbound(), "name:a", "flood", 100);
    soon(() -> got.size() == PLACES - 1);
    excludes("name:a");

    leave.release(50);

    soon(() -> count("flood") == PLACES - 1 + 50);
    assertThat(control.getBusyPlaces()).isEqualTo(PLACES - 1);
  }

  @Test
  void anOutsideProducerIsKnownByItsAccountWhateverItSaysOfItself() {
    send(broker.producer(), "name:somebody else", "flood", 100);
    soon(() -> got.size() == PLACES - 1);
    excludes("name:producer");

    send(broker.outbound(), "name:b", "other", 1);

    soon(() -> count("other") == 1);
    assertThat(count("flood")).isEqualTo(PLACES - 1);
  }

  @Test
  void aCallerWithTheNameOfTheApplicationsAccountDoesNotShutOutAllOthers() {
    send(broker.outbound(), "name:evalx", "flood", 100);
    soon(() -> got.size() == PLACES - 1);
    excludes("name:evalx");

    send(broker.outbound(), "name:b", "other", 1);

    soon(() -> count("other") == 1);
  }
}
