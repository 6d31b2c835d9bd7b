package evalx.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.jms.JMSContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.core.server.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@link PlaceSession} takes for granted of Artemis, which documents none of it. */
class PlaceSessionTest {
  private static final WantedQueue A = WantedQueue.of("evalx.jobs.a");
  private static final WantedQueue B = WantedQueue.of("evalx.jobs.b");
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir Path folder;
  private TestBroker broker;
  private Arrivals arrivals;
  private PlaceSession session;

  @BeforeEach
  void start() throws Exception {
    broker = new TestBroker(folder, Map.of());
    broker.makeQueue(A.name());
    broker.makeQueue(B.name());
    open();
  }

  private void open() throws Exception {
    arrivals = new Arrivals();
    session = new SharedConnection(broker.overTcp(), arrivals).open();
    assertThat(session.open(A)).isTrue();
    assertThat(session.open(B)).isTrue();
  }

  @AfterEach
  void stop() throws Exception {
    session.close(false);
    broker.close();
  }

  private void send(WantedQueue queue, String... texts) {
    try (var context = broker.outbound().createContext(JMSContext.SESSION_TRANSACTED)) {
      for (var text : texts) {
        context.createProducer().send(context.createQueue(queue.name()), text);
      }
      context.commit();
    }
  }

  private Queue queue(WantedQueue queue) {
    return broker.server().locateQueue(SimpleString.of(queue.name()));
  }

  private ClientMessage askAndTake(WantedQueue queue) throws Exception {
    session.start();
    session.ask(List.of(queue));
    assertThat(session.stop()).containsExactly(queue);
    return session.take(queue);
  }

  private static String text(ClientMessage message) {
    return message.getBodyBuffer().readNullableSimpleString().toString();
  }

  @Test
  void anArmedConsumerGetsOneMessageAndNoMore() throws Exception {
    session.start();
    session.arm(A);
    send(A, "1", "2", "3");
    await().atMost(SOON).until(arrivals::hasMessage);

    session.ask(List.of(B));

    assertThat(queue(A).getDeliveringCount()).isEqualTo(1);
    assertThat(session.stop()).containsExactly(A);
  }

  @Test
  void aConsumerThatIsNotArmedGetsNothing() throws Exception {
    session.start();
    send(A, "1");
    session.ask(List.of(B));

    assertThat(queue(A).getDeliveringCount()).isZero();
    assertThat(session.stop()).isEmpty();
  }

  @Test
  void anAnswerComesAfterTheMessageThatTheQueueHad() throws Exception {
    send(A, "1");
    session.start();

    session.ask(List.of(A, B));

    assertThat(arrivals.hasMessage()).isTrue();
    assertThat(session.stop()).containsExactly(A);
  }

  @Test
  void nothingComesWhileTheSessionIsStopped() throws Exception {
    session.arm(A);
    send(A, "1");
    session.ask(List.of(A));
    assertThat(queue(A).getDeliveringCount()).isZero();

    session.start();
    session.ask(List.of(A));

    assertThat(session.stop()).containsExactly(A);
  }

  @Test
  void aConsumerThatHasTakenIsNotArmedWhenTheSessionStartsAgain() throws Exception {
    send(A, "1", "2");
    assertThat(text(askAndTake(A))).isEqualTo("1");

    session.start();
    session.ask(List.of(B));

    assertThat(queue(A).getDeliveringCount()).as("what was taken").isEqualTo(1);
    assertThat(session.stop()).isEmpty();
  }

  @Test
  void anArmedConsumerStaysArmedUntilItIsDisarmed() throws Exception {
    session.start();
    session.ask(List.of(A, B));
    session.stop();
    session.disarm(Set.of(A));
    send(A, "1");
    send(B, "1");

    session.start();
    await().atMost(SOON).until(arrivals::hasMessage);

    assertThat(session.stop()).containsExactly(B);
    assertThat(queue(A).getDeliveringCount()).isZero();
  }

  @Test
  void aMessageGivenBackWasNeverDelivered() throws Exception {
    send(A, "1", "2");
    send(B, "1");
    session.start();
    session.ask(List.of(A, B));
    assertThat(session.stop()).containsExactlyInAnyOrder(A, B);

    session.giveBack(Set.of(A, B));
    assertThat(queue(A).getDeliveringCount() + queue(B).getDeliveringCount()).isZero();

    broker.stop();
    broker.start();
    open();
    var message = askAndTake(A);
    assertThat(text(message)).as("it is the first again").isEqualTo("1");
    assertThat(message.getDeliveryCount()).isEqualTo(1);
  }

  @Test
  void aMessageThatWasRunIsCountedBeforeItIsRun() throws Exception {
    send(A, "1");
    assertThat(askAndTake(A).getDeliveryCount()).isEqualTo(1);

    // As after a crash: the session is not closed, so nothing was rolled back.
    broker.server().getRemotingService().getConnections().forEach(c -> c.disconnect(false));
    await().atMost(SOON).until(() -> queue(A).getDeliveringCount() == 0);
    session.close(true);
    open();

    assertThat(askAndTake(A).getDeliveryCount()).isEqualTo(2);
  }

  @Test
  void aLargeBodyComesInWithoutAnotherMessage() throws Exception {
    send(A, "x".repeat(400_000), "2");
    send(B, "1");
    session.start();
    session.ask(List.of(A, B));
    assertThat(session.stop()).contains(A, B);
    session.giveBack(Set.of(B));
    assertThat(session.open(B)).isTrue();

    var message = session.take(A);
    message.individualAcknowledge();
    assertThat(text(message)).hasSize(400_000);
    session.ask(List.of());

    assertThat(queue(A).getDeliveringCount()).isEqualTo(1);
    assertThat(queue(B).getDeliveringCount()).isZero();
    session.commit();
    session.finish(A, message);
    assertThat(queue(A).getMessageCount()).isEqualTo(1);
  }

  @Test
  void anExpiredMessageIsNotTaken() throws Exception {
    try (var context = broker.outbound().createContext()) {
      var producer = context.createProducer().setTimeToLive(2_000);
      session.start();
      session.arm(A);
      producer.send(context.createQueue(A.name()), "1");
    }
    await().atMost(SOON).until(arrivals::hasMessage);
    assertThat(session.stop()).containsExactly(A);
    var sent = System.nanoTime();
    await().atMost(SOON).until(() -> System.nanoTime() - sent > 2_100_000_000L);

    assertThat(session.take(A)).isNull();
    await().atMost(SOON).until(() -> queue(A).getDeliveringCount() == 0);
  }

  @Test
  void aConsumerOfADeletedQueueIsOpenedAgain() throws Exception {
    broker.server().destroyQueue(SimpleString.of(A.name()), null, false, true);
    broker.makeQueue(A.name());
    send(A, "1");

    await().atMost(SOON).until(() -> session.open(A) && isAsked());
  }

  private boolean isAsked() throws Exception {
    session.start();
    session.ask(List.of(A));
    return session.stop().contains(A);
  }
}
