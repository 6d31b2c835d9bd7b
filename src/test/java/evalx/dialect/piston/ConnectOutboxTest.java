package evalx.dialect.piston;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.websocket.CloseReason;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class ConnectOutboxTest {
  private static final CloseReason DONE = new CloseReason(() -> 4999, "Job Completed");

  private final List<String> told = new ArrayList<>();
  private final Queue<SendHandler> onTheirWay = new ArrayDeque<>();
  private final ConnectOutbox outbox = new ConnectOutbox(session());

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  /** A session whose messages leave when a test says so. */
  private Session session() {
    var remote =
        proxy(
            RemoteEndpoint.Async.class,
            (self, method, arguments) -> {
              told.add((String) arguments[0]);
              onTheirWay.add((SendHandler) arguments[1]);
              return null;
            });
    return proxy(
        Session.class,
        (self, method, arguments) -> {
          if (method.getName().equals("close")) {
            told.add("close " + ((CloseReason) arguments[0]).getCloseCode().getCode());
          }
          return method.getName().equals("getAsyncRemote") ? remote : null;
        });
  }

  private void messageLeaves() {
    onTheirWay.remove().onResult(new SendResult());
  }

  @Test
  void messagesLeaveOneAfterAnotherAndTheEndComesLast() throws InterruptedException {
    outbox.send("1");
    outbox.send("2");
    outbox.close(DONE);
    outbox.send("3");
    assertThat(told).containsExactly("1");
    assertThat(outbox.awaitSent(Duration.ofMillis(1))).isFalse();

    messageLeaves();
    messageLeaves();

    assertThat(told).containsExactly("1", "2", "close 4999");
  }

  @Test
  void whoSendsMayWait() throws InterruptedException {
    outbox.send("1");
    messageLeaves();
    assertThat(outbox.awaitSent(Duration.ZERO)).isTrue();
    outbox.close(DONE);
    assertThat(told).containsExactly("1", "close 4999");
    assertThat(outbox.awaitSent(Duration.ZERO)).isFalse();
  }

  @Test
  void aClientThatHasGoneEndsAllWaiting() throws InterruptedException {
    outbox.send("1");
    outbox.send("2");
    onTheirWay.remove().onResult(new SendResult(new IllegalStateException("gone")));
    assertThat(outbox.awaitSent(Duration.ofSeconds(20))).isFalse();
    assertThat(told).containsExactly("1", "close 1001");
  }
}
