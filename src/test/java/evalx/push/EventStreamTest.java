package evalx.push;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import evalx.events.Subscribers;
import evalx.result.EventId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventStreamTest {
  private final Scene scene = new Scene();
  private final Subscribers subscribers = new Subscribers();
  private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(1);
  private final Client client = new Client();

  /** A client that takes as many events as it has room for. */
  private static final class Client implements Sink {
    private final List<String> taken = new CopyOnWriteArrayList<>();
    private volatile int room = Integer.MAX_VALUE;
    private volatile boolean broken;
    private volatile boolean ended;

    @Override
    public synchronized boolean send(EventStream stream, StreamEvent event) {
      if (broken) {
        throw new IllegalStateException("test");
      }
      if (room == 0) {
        return false;
      }
      room--;
      var problem = event.kind().equals("problem") ? new String(event.json(), UTF_8) : "";
      taken.add(event.kind() + problem);
      return true;
    }

    @Override
    public void resume() {}

    @Override
    public void end(EventStream stream) {
      ended = true;
    }
  }

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(20));
  }

  private EventStream open() {
    var stream = new EventStream(scene.cursor(EventId.START), client, subscribers, threads);
    assertThat(stream.begin(Optional.empty())).isTrue();
    stream.wake();
    return stream;
  }

  @Test
  void aStreamTellsWhatHappensUntilTheEnd() {
    var stream = open();
    soon().until(() -> client.taken.equals(List.of("queued")));
    scene.logged(1, "started", "compiled", "0");
    stream.wake();
    soon().until(() -> client.taken.size() == 4);
    scene.ended(1, 2);
    stream.wake();

    soon().until(() -> client.ended);
    assertThat(client.taken)
        .containsExactly("queued", "started", "compiled", "case", "case", "finished");
  }

  @Test
  void aClientThatTakesNothingIsSentTheRestWhenItDoes() {
    client.room = 2;
    scene.logged(1, "started", "compiled").ended(1, 1);
    var stream = open();
    soon().until(() -> client.room == 0);
    stream.wake();

    client.room = Integer.MAX_VALUE;
    stream.wake();

    soon().until(() -> client.ended);
    assertThat(client.taken).containsExactly("queued", "started", "compiled", "case", "finished");
  }

  @Test
  void anOutageDelaysAStreamAndNothingElse() {
    scene.ended(1, 1).away = 2;
    open();

    soon().until(() -> client.ended);
    assertThat(client.taken).containsExactly("queued", "started", "compiled", "case", "finished");
  }

  @Test
  void aStreamWhoseSubmissionIsGoneSaysSo() {
    scene.known = false;
    open();

    soon().until(() -> client.ended);
    assertThat(client.taken)
        .singleElement()
        .asString()
        .startsWith("problem{\"token\":\"" + scene.id + "\"")
        .contains("\"status\":404");
  }

  @Test
  void aConnectionThatFailsEndsItsStream() {
    client.broken = true;
    open();

    soon().until(() -> client.ended);
    assertThat(client.taken).isEmpty();
  }

  @Test
  void aClosedStreamSendsNothing() {
    var stream = open();
    soon().until(() -> client.taken.size() == 1);
    stream.close();
    scene.ended(1, 1);
    stream.wake();

    // After all that the one thread had to do before.
    assertThat(CompletableFuture.runAsync(() -> {}, threads))
        .succeedsWithin(Duration.ofSeconds(20));
    assertThat(client.taken).containsExactly("queued");
    assertThat(client.ended).isFalse();
  }
}
