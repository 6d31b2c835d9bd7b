package evalx.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.junit.jupiter.api.Test;

/** What nodes take of what waits at a broker, and what they hold. */
class PlacesTest extends PlacesSetup {
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
  void waitingJobsStayInTheQueueAndNotWithABusyNode() {
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
