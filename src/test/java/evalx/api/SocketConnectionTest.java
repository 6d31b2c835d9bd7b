package evalx.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import evalx.config.EventSettings;
import evalx.push.Scene;
import evalx.push.StreamLimits;
import evalx.result.EventId;
import evalx.submission.Caller;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SocketConnectionTest {
  private static final Caller CALLER = Caller.anonymous("10.0.0.1");

  private final Scene scene = new Scene();
  private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(2);
  private final StreamLimits limits = new StreamLimits(new EventSettings(10, 10));
  private final BlockingQueue<Message> onTheirWay = new LinkedBlockingQueue<>();
  private final SocketConnection connection =
      new SocketConnection(
          session(),
          new SocketRequest(
              CALLER,
              Optional.empty(),
              EventId.START,
              scene.streams(threads),
              limits,
              new ClientConnection(() -> true, () -> {})));

  /** One that leaves when a test says so. */
  private record Message(String text, SendHandler handler) {
    void leaves() {
      handler.onResult(new SendResult());
    }
  }

  private Session session() {
    var remote =
        proxy(
            RemoteEndpoint.Async.class,
            (self, method, arguments) -> {
              if (method.getName().equals("sendText")) {
                onTheirWay.add(new Message((String) arguments[0], (SendHandler) arguments[1]));
              }
              return null;
            });
    return proxy(Session.class, (self, method, arguments) -> remote);
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  @BeforeEach
  void open() {
    connection.open();
  }

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(20));
  }

  private void subscribe() {
    connection.onMessage("{\"subscribe\":[\"%s\"]}".formatted(scene.id));
  }

  private Message message(String kind) {
    soon().until(() -> !onTheirWay.isEmpty());
    var message = onTheirWay.remove();
    assertThat(message.text()).startsWith("{\"event\":\"" + kind + '"');
    return message;
  }

  /** As where the client unsubscribes and subscribes again while the first stream ends. */
  @Test
  void aStreamThatEndsTakesNoOtherOfItsSubmissionAlong() {
    scene.logged(1, "started");
    subscribe();
    var queued = message("queued");

    connection.end(scene.stream(connection, threads));
    queued.leaves();

    message("started");
    assertThat(limits.count()).as("that of the WebSocket, and the stream").isEqualTo(2);
  }

  @Test
  void aSubmissionThatHasEndedCanBeFollowedAgain() {
    scene.ended(1, 0);
    for (int i = 0; i < 2; i++) {
      subscribe();
      message("queued").leaves();
      message("started").leaves();
      message("finished").leaves();
      soon().until(() -> limits.count() == 1);
    }
  }
}
