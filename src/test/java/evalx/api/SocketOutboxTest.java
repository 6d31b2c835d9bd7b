package evalx.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import evalx.push.Connection;
import evalx.push.EventStream;
import evalx.push.Scene;
import evalx.push.Sink;
import evalx.push.StreamEvent;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SocketOutboxTest {
  private static final StreamEvent ANSWER = StreamEvent.problem("{\"status\":400}".getBytes(UTF_8));

  private static final Duration MAX_STALL = Connection.MAX_STALL;

  private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(2);
  private final List<String> sent = new CopyOnWriteArrayList<>();
  private final Queue<SendHandler> onTheirWay = new ConcurrentLinkedQueue<>();
  private final SocketOutbox outbox = new SocketOutbox(session());

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  /** A session whose messages leave when a test says so. */
  private Session session() {
    var remote =
        proxy(
            RemoteEndpoint.Async.class,
            (self, method, arguments) -> {
              if (method.getName().equals("sendPing")) {
                sent.add("ping");
              } else {
                sent.add((String) arguments[0]);
                onTheirWay.add((SendHandler) arguments[1]);
              }
              return null;
            });
    return proxy(Session.class, (self, method, arguments) -> remote);
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private final class ToOutbox implements Sink {
    @Override
    public boolean send(EventStream stream, StreamEvent event) {
      return outbox.send(stream, event);
    }

    @Override
    public void resume() {}

    @Override
    public void end(EventStream stream) {
      outbox.forget(stream);
    }
  }

  private void messageLeaves() {
    onTheirWay.remove().onResult(new SendResult());
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(20));
  }

  private EventStream wake(Scene scene) {
    var stream = scene.stream(new ToOutbox(), threads);
    stream.wake();
    return stream;
  }

  private void awaitMessages(int count) {
    soon().until(() -> sent.size() >= count);
    assertThat(sent).hasSize(count);
    assertThat(onTheirWay).as("one message at a time").hasSize(1);
  }

  @Test
  void messagesLeaveOneAfterTheOther() {
    wake(new Scene().logged(1, "started", "compiled"));
    for (int i = 1; i <= 3; i++) {
      awaitMessages(i);
      messageLeaves();
    }
    assertThat(sent.get(1))
        .isEqualTo("{\"event\":\"started\",\"id\":\"1-0\",\"data\":{\"started\":0}}");
  }

  @Test
  void manyStreamsTakeTurns() {
    var scenes = List.of(new Scene(), new Scene(), new Scene());
    for (int i = 0; i < scenes.size(); i++) {
      wake(scenes.get(i).logged(1, "started"));
      awaitMessages(1);
    }
    for (int i = 1; i <= 2 * scenes.size(); i++) {
      awaitMessages(i);
      messageLeaves();
    }
    assertThat(scenes)
        .allSatisfy(
            scene -> assertThat(sent).filteredOn(text -> text.contains(scene.id + "")).hasSize(1));
    assertThat(sent).filteredOn(text -> text.contains("started")).hasSize(scenes.size());
  }

  @Test
  void aStreamThatEndsInItsTurnKeepsNoOtherWaiting() {
    wake(new Scene());
    awaitMessages(1);
    var second = wake(new Scene());
    var third = new Scene();
    wake(third);
    // Both have been refused by then: each one's first event is ready.
    soon().until(() -> outboxWaits(2));
    second.close();
    outbox.forget(second);
    messageLeaves();

    awaitMessages(2);
    assertThat(sent.get(1)).contains(third.id.toString());
  }

  private boolean outboxWaits(int streams) {
    return outbox.waiting() == streams;
  }

  @Test
  void anAnswerGoesBeforeEventsAndIsNotLost() {
    wake(new Scene().logged(1, "started"));
    awaitMessages(1);

    assertThat(outbox.answer(ANSWER)).isTrue();
    assertThat(outbox.answer(ANSWER)).isTrue();
    for (int i = 2; i <= 4; i++) {
      messageLeaves();
      awaitMessages(i);
    }

    assertThat(sent.subList(1, 3))
        .containsOnly("{\"event\":\"problem\",\"data\":{\"status\":400}}");
    assertThat(sent.get(3)).contains("started");
  }

  @Test
  void aClientThatTakesNoAnswersHasABoundedNumberOfThem() {
    var taken = 0;
    while (outbox.answer(ANSWER)) {
      taken++;
    }
    assertThat(taken).isEqualTo(129);
  }

  @Test
  void aPingGoesBetweenMessagesAndHoldsNoneUp() {
    wake(new Scene().logged(1, "started"));
    awaitMessages(1);
    outbox.ping();
    assertThat(sent).hasSize(1);

    messageLeaves();
    awaitPing(1);
    soon().until(() -> sent.size() == 3);
    assertThat(sent.get(2)).contains("started");
    messageLeaves();
    outbox.ping();
    awaitPing(3);
    assertThat(outbox.answer(ANSWER)).isTrue();
    assertThat(sent).hasSize(5);
  }

  private void awaitPing(int index) {
    soon().until(() -> sent.size() > index);
    assertThat(sent.get(index)).isEqualTo("ping");
  }

  @Test
  void aMessageThatDoesNotLeaveIsAStall() {
    assertThat(outbox.answer(ANSWER)).isTrue();
    var now = System.nanoTime();

    assertThat(outbox.isStalled(now, MAX_STALL)).isFalse();
    assertThat(outbox.isStalled(now + MAX_STALL.toNanos() + 1, MAX_STALL)).isTrue();
    messageLeaves();
    assertThat(outbox.isStalled(now + MAX_STALL.toNanos() + 1, MAX_STALL)).isFalse();
  }

  @Test
  void theLastMessageLeavesBeforeTheEnd() {
    var closed = new AtomicInteger();
    wake(new Scene());
    awaitMessages(1);
    assertThat(outbox.answer(ANSWER)).isTrue();
    outbox.close(closed::incrementAndGet);
    outbox.close(closed::incrementAndGet);
    assertThat(closed).hasValue(0);

    messageLeaves();

    assertThat(closed).hasValue(1);
    assertThat(sent).hasSize(1);
    outbox.ping();
    assertThat(outbox.answer(ANSWER)).as("is for nobody").isTrue();
    assertThat(sent).hasSize(1);
  }

  @Test
  void whereNothingIsOnItsWayTheEndIsAtOnce() {
    var closed = new AtomicInteger();
    outbox.close(closed::incrementAndGet);
    assertThat(closed).hasValue(1);
  }
}
