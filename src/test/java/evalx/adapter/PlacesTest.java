package evalx.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several nodes at one broker. */
class PlacesTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir static Path folder;
  private static TestBroker broker;
  private static int tests;

  private final List<Listener> nodes = new ArrayList<>();
  private final String prefix = "evalx.jobs.t" + ++tests + ".";

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
  private Listener node(int places, MessageListener bean) {
    var node = idleNode(places, bean);
    node.consume(queues("a", "b", "c"));
    return node;
  }

  private Listener idleNode(int places, MessageListener bean) {
    var spec = new JobActivationSpec();
    spec.setDestination(prefix + "*");
    var inbound = nodes.isEmpty() ? broker.inbound() : broker.overTcp();
    var endpoints = new FakeEndpoints(bean);
    var node = new Listener(endpoints, spec, inbound, new Incoming(1 << 20), places);
    nodes.add(node);
    return node;
  }

  private List<WantedQueue> queues(String... names) {
    return Stream.of(names).map(name -> WantedQueue.of(prefix + name)).toList();
  }

  private static <T> T jms(Function<JMSContext, T> use) {
    try (var context = broker.outbound().createContext(JMSContext.SESSION_TRANSACTED)) {
      var result = use.apply(context);
      context.commit();
      return result;
    }
  }

  private void send(String queue, String... texts) {
    jms(
        context -> {
          for (var text : texts) {
            context.createProducer().send(context.createQueue(prefix + queue), text);
          }
          return null;
        });
  }

  private static String[] numbered(String name, int count) {
    return IntStream.range(0, count).mapToObj(i -> name + i).toArray(String[]::new);
  }

  private void sendWithPriority(String queue, int priority, String text) {
    jms(
        context ->
            context
                .createProducer()
                .setPriority(priority)
                .send(context.createQueue(prefix + queue), text));
  }

  private long inHand(String queue) {
    return broker.server().locateQueue(SimpleString.of(prefix + queue)).getDeliveringCount();
  }

  private static String text(Message message) {
    try {
      return message.getBody(String.class);
    } catch (JMSException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int count(Message message) {
    try {
      return message.getIntProperty("JMSXDeliveryCount");
    } catch (JMSException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void soon(Callable<Boolean> condition) {
    Awaitility.await().atMost(SOON).pollInterval(Duration.ofMillis(5)).until(condition);
  }

  /** A bean that notes what it gets and holds each message until it is let go. */
  private static final class Holding implements MessageListener {
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
  private static MessageListener noting(Collection<String> got) {
    return message -> got.add(text(message));
  }

  @Test
  void aBusyNodeHoldsNothingThatAnIdleNodeCanRun() {
    var busy = new Holding();
    var idle = new CopyOnWriteArrayList<String>();
    node(4, busy);
    send("a", numbered("long", 4));
    soon(() -> busy.got.size() == 4);
    node(4, noting(idle));

    send("b", numbered("short", 16));

    soon(() -> idle.size() == 16);
    assertThat(busy.got).hasSize(4).allMatch(text -> text.startsWith("long"));
    soon(() -> inHand("b") == 0);
    busy.letGo();
  }

  @Test
  void whatWaitsLiesInTheQueueAndNotWithABusyNode() {
    var bean = new Holding();
    node(2, bean);
    send("a", numbered("a", 5));
    send("b", numbered("b", 5));

    soon(() -> bean.got.size() == 2);

    soon(() -> inHand("a") + inHand("b") == 2);
    bean.letGo();
    soon(() -> bean.got.size() == 10);
  }

  @Test
  void takesByPriorityOverEverythingThatWaits() {
    var first = new Holding();
    var second = new Holding();
    node(1, first);
    node(1, second);
    send("a", "held", "held");
    soon(() -> first.got.size() + second.got.size() == 2);
    var priorities = new ArrayList<Integer>();
    for (int round = 0; round < 3; round++) {
      for (int priority = 0; priority <= 9; priority++) {
        priorities.add(priority);
      }
    }
    Collections.shuffle(priorities, new java.util.Random(7));
    priorities.forEach(priority -> sendWithPriority("a", priority, Integer.toString(priority)));

    first.letGo();

    soon(() -> first.got.size() == 31);
    priorities.sort(Collections.reverseOrder());
    assertThat(first.got.subList(1, 31))
        .containsExactlyElementsOf(priorities.stream().map(p -> Integer.toString(p)).toList());
    second.letGo();
  }

  @Test
  void anUrgentJobIsNextAlsoIfItCameLast() {
    var bean = new Holding();
    node(1, bean);
    send("a", "held");
    soon(() -> bean.got.size() == 1);
    send("a", numbered("normal", 3));
    for (int i = 1; i <= 3; i++) {
      sendWithPriority("a", 9, "urgent" + i);
      bean.leave.release();
      int expected = 2 * i;
      soon(() -> bean.got.size() == expected);
      assertThat(bean.got.get(expected - 1)).isEqualTo("urgent" + i);
      bean.leave.release();
      soon(() -> bean.got.size() == expected + 1);
      assertThat(bean.got.get(expected)).startsWith("normal");
    }
    bean.letGo();
  }

  @Test
  void floodedQueuesTakeTurns() {
    var bean = new Holding();
    node(1, bean);
    send("a", "held");
    soon(() -> bean.got.size() == 1);
    send("a", numbered("a", 20));
    send("b", numbered("b", 3));
    send("c", numbered("c", 3));

    bean.letGo();

    soon(() -> bean.got.size() == 27);
    for (int round = 0; round < 3; round++) {
      var turns = bean.got.subList(1 + 3 * round, 4 + 3 * round).stream();
      assertThat(turns.map(text -> text.substring(0, 1)))
          .as("turn " + round)
          .containsExactlyInAnyOrder("a", "b", "c");
    }
  }

  @Test
  void aFloodDoesNotStarveTheFirstJobOfAnIdleLanguage() {
    var got = new CopyOnWriteArrayList<String>();
    send("a", numbered("a", 2_000));
    node(1, noting(got));
    soon(() -> got.size() > 100);

    send("b", "first");

    soon(() -> got.contains("first"));
    assertThat(got.size()).as("the flood was not over yet").isLessThan(2_000);
  }

  @Test
  void manyLanguagesCostNoThreadsAndNoConnections() throws Exception {
    var names = numbered("q", 60);
    for (var name : names) {
      broker.makeQueue(prefix + name);
    }
    var connections = broker.server().getRemotingService().getConnectionCount();
    var bean = new Holding();
    var node = idleNode(4, bean);
    node.consume(queues(names));
    for (var name : names) {
      send(name, "1", "2", "3");
    }

    soon(() -> bean.got.size() == 4);

    assertThat(placeThreads()).isEqualTo(4);
    assertThat(broker.server().getRemotingService().getConnectionCount())
        .isEqualTo(connections + 1);
    bean.letGo();
    soon(() -> bean.got.size() == 180);
    assertThat(placeThreads()).isEqualTo(4);
  }

  private long placeThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("evalx-place-" + prefix))
        .count();
  }

  @Test
  void aNodeStartsPlacesAsItNeedsThem() {
    var got = new CopyOnWriteArrayList<String>();
    node(64, noting(got));

    send("a", "1");

    soon(() -> got.size() == 1);
    assertThat(placeThreads()).isLessThanOrEqualTo(3);
  }

  @Test
  void deliversEachMessageOnceToManyPlaces() {
    var counts = new CopyOnWriteArrayList<Integer>();
    var got = Collections.synchronizedList(new ArrayList<String>());
    MessageListener bean =
        message -> {
          counts.add(count(message));
          got.add(text(message));
        };
    node(8, bean);
    node(8, bean);

    for (int i = 0; i < 10; i++) {
      for (var name : List.of("a", "b", "c")) {
        send(name, numbered(i + name, 30));
      }
    }

    soon(() -> got.size() >= 900);
    assertThat(got).hasSize(900).doesNotHaveDuplicates();
    assertThat(counts).containsOnly(1);
    soon(() -> inHand("a") + inHand("b") + inHand("c") == 0);
  }

  @Test
  void leavesMessagesThatTheFilterDoesNotMatchToOthers() {
    var old = new CopyOnWriteArrayList<String>();
    var current = new CopyOnWriteArrayList<String>();
    var node = idleNode(2, noting(old));
    node.consume(List.of(filtered("17")));
    sendVersion("wants 21", "21");
    sendVersion("wants 17", "17");
    sendVersion("wants any", null);

    soon(() -> old.size() == 2);
    assertThat(old).containsExactlyInAnyOrder("wants 17", "wants any");
    idleNode(2, noting(current)).consume(List.of(filtered("21")));

    soon(() -> current.size() == 1);
    assertThat(current).containsExactly("wants 21");
  }

  @Test
  void takesByPriorityAmongTheMessagesThatTheFilterMatches() {
    var bean = new Holding();
    idleNode(1, bean).consume(List.of(filtered("17")));
    sendVersion("held", "17");
    soon(() -> bean.got.size() == 1);
    for (int priority : new int[] {3, 9, 5, 9, 1}) {
      sendVersion("other" + priority, "21", priority);
      sendVersion("mine" + priority, "17", priority);
    }

    bean.letGo();

    soon(() -> bean.got.size() == 6);
    assertThat(bean.got).containsExactly("held", "mine9", "mine9", "mine5", "mine3", "mine1");
  }

  @Test
  void aFilterCanChangeWhileTheNodeRuns() {
    var got = new CopyOnWriteArrayList<String>();
    var node = idleNode(1, noting(got));
    node.consume(List.of(filtered("17")));
    sendVersion("wants 21", "21");
    sendVersion("wants 17", "17");
    soon(() -> got.size() == 1);

    node.consume(List.of(filtered("21")));

    soon(() -> got.size() == 2);
    assertThat(got).containsExactly("wants 17", "wants 21");
  }

  private WantedQueue filtered(String version) {
    return new WantedQueue(
        prefix + "a", "evalx_version IS NULL OR evalx_version IN ('" + version + "')");
  }

  private void sendVersion(String text, String version) {
    sendVersion(text, version, Message.DEFAULT_PRIORITY);
  }

  private void sendVersion(String text, String version, int priority) {
    jms(
        context -> {
          var producer = context.createProducer().setPriority(priority);
          if (version != null) {
            producer.setProperty("evalx_version", version);
          }
          return producer.send(context.createQueue(prefix + "a"), text);
        });
  }

  @Test
  void takesNothingFromAQueueThatIsNoLongerNamed() {
    var got = new CopyOnWriteArrayList<String>();
    var node = node(2, noting(got));
    send("a", "1");
    soon(() -> got.size() == 1);

    node.consume(queues("b"));
    send("b", "2");
    soon(() -> got.size() == 2);
    send("a", "3");
    send("b", "4");
    soon(() -> got.contains("4"));

    assertThat(got).doesNotContain("3");
    soon(() -> inHand("a") == 0);
    node.consume(queues("a"));
    soon(() -> got.contains("3"));
  }

  @Test
  void consumesAgainAfterItsQueueWasDeletedAndMadeAgain() throws Exception {
    var got = new CopyOnWriteArrayList<String>();
    node(2, noting(got));
    send("a", "1");
    soon(() -> got.size() == 1);

    broker.server().destroyQueue(SimpleString.of(prefix + "a"), null, false, true);
    broker.makeQueue(prefix + "a");
    send("a", "2");

    soon(() -> got.size() == 2);
  }

  @Test
  void replacesABrokenConnectionAlsoWhileJobsRunOnIt() {
    var bean = new Holding();
    node(2, bean);
    send("a", "1");
    soon(() -> bean.got.size() == 1);

    breakConnections();
    send("a", "2");
    bean.letGo();

    soon(() -> bean.got.contains("2") && Collections.frequency(bean.got, "1") == 2);
  }

  private static void breakConnections() {
    broker
        .server()
        .getRemotingService()
        .getConnections()
        .forEach(connection -> connection.fail(new ActiveMQException("a failure of the test")));
  }

  @Test
  void bodiesOfAnySizeComeWhole() {
    var lengths = new CopyOnWriteArrayList<Integer>();
    node(2, message -> lengths.add(text(message).length()));
    var sizes = List.of(10, 60_000, 300_000, 1_000_000, 10, 1_000_000, 300_000, 60_000);

    sizes.forEach(size -> send("a", "x".repeat(size)));

    soon(() -> lengths.size() == sizes.size());
    assertThat(lengths).containsExactlyInAnyOrderElementsOf(sizes);
  }

  @Test
  void aLargeJobInWorkHoldsNoOtherMessage() {
    var bean = new Holding();
    node(1, bean);
    send("a", "x".repeat(500_000));
    soon(() -> bean.got.size() == 1);

    send("a", "y".repeat(500_000), "small");
    send("b", "small");

    assertThat(inHand("a")).isEqualTo(1);
    assertThat(inHand("b")).isZero();
    bean.letGo();
    soon(() -> bean.got.size() == 4);
  }

  @Test
  void aLargeJobThatFailsComesAgainWhole() {
    var tries = new AtomicInteger();
    var got = new CopyOnWriteArrayList<String>();
    Consumer<Message> failing =
        message -> {
          if (tries.incrementAndGet() == 1) {
            throw new JMSRuntimeException("a failure of the test, with the body unread");
          }
          got.add(text(message));
        };
    node(1, failing::accept);

    send("a", "x".repeat(500_000));

    soon(() -> got.size() == 1);
    assertThat(got.get(0)).hasSize(500_000);
  }

  @Test
  void aMessageReachesAnIdleNodeAtOnce() {
    var arrived = new CopyOnWriteArrayList<Long>();
    node(4, message -> arrived.add(System.nanoTime()));
    var delays = new ArrayList<Duration>();
    for (int i = 0; i < 200; i++) {
      int expected = i + 1;
      var sent = System.nanoTime();
      send("abc".substring(i % 3, i % 3 + 1), "1");
      soon(() -> arrived.size() == expected);
      delays.add(Duration.ofNanos(arrived.get(i) - sent));
    }

    Collections.sort(delays);
    assertThat(delays.get(100)).as("median, the send included").isLessThan(Duration.ofMillis(30));
  }
}
