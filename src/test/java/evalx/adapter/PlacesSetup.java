package evalx.adapter;

import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Several nodes at one broker. */
abstract class PlacesSetup {
  static final Duration SOON = Duration.ofSeconds(60);

  @TempDir static Path folder;
  static TestBroker broker;
  static int tests;

  final List<Listener> nodes = new ArrayList<>();
  final String prefix = "evalx.jobs.t" + ++tests + ".";

  @BeforeAll
  static void start() {
    broker = new TestBroker(folder, Map.of("MAX_QUEUE_DEPTH", "10000"));
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @BeforeEach
  void makeQueues() throws Exception {
    for (var name : List.of("a", "b", "c")) {
      broker.makeQueue(prefix + name);
    }
  }

  @AfterEach
  void close() {
    nodes.forEach(Listener::close);
  }

  /** Starts a node that consumes from all queues. */
  Listener node(int places, MessageListener bean) {
    var node = idleNode(places, bean);
    node.consume(queues("a", "b", "c"));
    return node;
  }

  Listener idleNode(int places, MessageListener bean) {
    var spec = new JobActivationSpec();
    spec.setDestination(prefix + "*");
    var inbound = nodes.isEmpty() ? broker.inbound() : broker.overTcp();
    var endpoints = new FakeEndpoints(bean);
    var node = new Listener(endpoints, spec, inbound, new Incoming(1 << 20), places);
    nodes.add(node);
    return node;
  }

  List<WantedQueue> queues(String... names) {
    return Stream.of(names).map(name -> WantedQueue.of(prefix + name)).toList();
  }

  static <T> T jms(Function<JMSContext, T> use) {
    try (var context = broker.outbound().createContext(JMSContext.SESSION_TRANSACTED)) {
      var result = use.apply(context);
      context.commit();
      return result;
    }
  }

  void send(String queue, String... texts) {
    jms(
        context -> {
          for (var text : texts) {
            context.createProducer().send(context.createQueue(prefix + queue), text);
          }
          return null;
        });
  }

  static String[] numbered(String name, int count) {
    return IntStream.range(0, count).mapToObj(i -> name + i).toArray(String[]::new);
  }

  long inHand(String queue) {
    return broker.server().locateQueue(SimpleString.of(prefix + queue)).getDeliveringCount();
  }

  static String text(Message message) {
    try {
      return message.getBody(String.class);
    } catch (JMSException e) {
      throw new IllegalStateException(e);
    }
  }

  static int count(Message message) {
    try {
      return message.getIntProperty("JMSXDeliveryCount");
    } catch (JMSException e) {
      throw new IllegalStateException(e);
    }
  }

  static void soon(Callable<Boolean> condition) {
    Awaitility.await().atMost(SOON).pollInterval(Duration.ofMillis(5)).until(condition);
  }

  /** A node does not ask again at once at a queue that it has just found empty. */
  static void letEmptyQueuesBeForgotten() {
    var end = System.nanoTime() + 2 * Rotation.REMEMBERED.toNanos();
    soon(() -> System.nanoTime() - end > 0);
  }

  /** A bean that notes what it gets and holds each message until it is let go. */
  static final class Holding implements MessageListener {
    final List<String> got = new CopyOnWriteArrayList<>();
    final Semaphore leave = new Semaphore(0);

    @Override
    public void onMessage(Message message) {
      got.add(text(message));
      try {
        leave.acquire();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new JMSRuntimeException("interrupted");
      }
    }

    void letGo() {
      leave.release(1_000_000);
    }
  }

  /** A bean that notes what it gets. */
  static MessageListener noting(Collection<String> got) {
    return message -> got.add(text(message));
  }

  long placeThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("evalx-place-" + prefix))
        .count();
  }
}
