package evalx.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import evalx.config.EventSettings;
import evalx.push.Connection;
import evalx.push.Scene;
import evalx.push.StreamLimits;
import evalx.push.TooManyStreams;
import evalx.submission.Caller;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventConnectionTest {
  private static final Caller CALLER = Caller.anonymous("10.0.0.1");

  private final Scene scene = new Scene();
  private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(1);
  private final StreamLimits limits = new StreamLimits(new EventSettings(1, 1));
  private final Out out = new Out();
  private final AtomicInteger completed = new AtomicInteger();
  private EventConnection connection;

  /** What the server sends; it takes more while it is ready. */
  private static final class Out extends ServletOutputStream {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private volatile boolean ready = true;
    private volatile boolean broken;
    private volatile int flushed;

    @Override
    public boolean isReady() {
      return ready;
    }

    @Override
    public void setWriteListener(WriteListener listener) {}

    @Override
    public void write(int b) throws IOException {
      if (broken) {
        throw new IOException("test");
      }
      if (!ready) {
        throw new IllegalStateException("was not ready");
      }
      bytes.write(b);
    }

    @Override
    public void flush() {
      flushed = bytes.size();
    }

    String text() {
      return bytes.toString(UTF_8).substring(0, flushed);
    }
  }

  private static <T> T proxy(Class<T> type, java.lang.reflect.InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  @BeforeEach
  void open() throws IOException {
    var response = proxy(ServletResponse.class, (self, called, arguments) -> out);
    var request = proxy(ServletRequest.class, (self, called, arguments) -> null);
    var context =
        proxy(
            AsyncContext.class,
            (self, called, arguments) -> {
              if (called.getName().equals("complete")) {
                completed.incrementAndGet();
              }
              return Map.of("getResponse", response, "getRequest", request).get(called.getName());
            });
    connection = new EventConnection(context, scene.streams(), limits.take(CALLER));
    connection.open(scene.stream(connection, threads));
  }

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(20));
  }

  private void assertHasPlace(boolean free) {
    if (free) {
      assertThatCode(() -> limits.take(CALLER).close()).doesNotThrowAnyException();
    } else {
      assertThatThrownBy(() -> limits.take(CALLER)).isInstanceOf(TooManyStreams.class);
    }
  }

  @Test
  void eventsAreLinesOfText() {
    scene.logged(1, "started");
    connection.onWritePossible();

    soon().until(() -> out.text().contains("1-0"));
    assertThat(out.text())
        .isEqualTo(
            """
            retry: 2000

            id: 0-1
            event: queued
            data: {"token":"%s","queued_at":"2026-01-02T03:04:05Z"}

            id: 1-0
            event: started
            data: {"started":0}

            """
                .formatted(scene.id));
    assertHasPlace(false);
  }

  @Test
  void nothingIsWrittenBeforeTheServerAsksForIt() {
    connection.resume();
    connection.tick(System.nanoTime() + Duration.ofMinutes(1).toNanos());

    assertThat(out.text()).isEmpty();
    assertThat(completed).hasValue(0);
  }

  @Test
  void theEndCompletesTheAnswerAndFreesThePlace() {
    scene.ended(1, 1);
    connection.onWritePossible();

    soon().until(() -> completed.get() == 1);
    assertThat(out.text()).contains("event: finished").endsWith("\n\n");
    assertHasPlace(true);
  }

  @Test
  void theEndWaitsForAClientThatHasNotTakenEverything() {
    connection.onWritePossible();
    soon().until(() -> out.text().contains("queued"));
    out.ready = false;
    scene.ended(1, 1);
    connection.onWritePossible();
    connection.tick(System.nanoTime());
    assertThat(completed).hasValue(0);

    out.ready = true;
    connection.onWritePossible();

    soon().until(() -> completed.get() == 1);
    assertThat(out.text()).contains("event: finished");
  }

  @Test
  void aClientThatTakesNothingIsCutOff() {
    connection.onWritePossible();
    soon().until(() -> out.text().contains("queued"));
    out.ready = false;
    var now = System.nanoTime();

    connection.tick(now + Connection.HEARTBEAT.toNanos() + 1);
    assertThat(completed).hasValue(0);
    connection.tick(now + Connection.MAX_STALL.toNanos() + 1);

    assertThat(completed).hasValue(1);
    assertHasPlace(true);
  }

  @Test
  void aQuietStreamIsSentASignOfLife() {
    connection.onWritePossible();
    soon().until(() -> out.text().contains("queued"));

    connection.tick(System.nanoTime());
    assertThat(out.text()).doesNotContain("\n:\n");
    connection.tick(System.nanoTime() + Connection.HEARTBEAT.toNanos() + 1);

    assertThat(out.text()).endsWith("\n\n:\n\n");
  }

  @Test
  void aBrokenConnectionFreesItsPlace() {
    out.broken = true;
    connection.onWritePossible();

    soon().until(() -> completed.get() == 1);
    assertHasPlace(true);
  }

  @Test
  void aFailureThatTheServerReportsEndsTheStream() {
    connection.onError(new IOException("test"));

    soon().until(() -> completed.get() == 1);
    assertHasPlace(true);
  }

  @Test
  void whatIsClosedTwiceIsCompletedOnce() {
    connection.close();
    connection.close();

    assertThat(completed).hasValue(1);
  }
}
