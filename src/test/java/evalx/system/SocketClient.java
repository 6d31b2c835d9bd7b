package evalx.system;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A client that is told events over a WebSocket. */
final class SocketClient implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(4);
  private static final int NO_CODE = 0;
  private static final int PART = 1000;

  /** What came, each {@code {"event", "id", "data"}}. */
  final List<JsonNode> messages = new CopyOnWriteArrayList<>();

  private final StringBuilder part = new StringBuilder();
  private final WebSocket socket;
  private volatile int closeCode = NO_CODE;
  private volatile boolean ended;

  /**
   * @param headers their names and values in turn
   * @throws ExecutionException when the server does not accept it
   */
  SocketClient(int port, String path, String... headers) throws ExecutionException {
    var builder = HttpClient.newHttpClient().newWebSocketBuilder();
    for (int i = 0; i < headers.length; i += 2) {
      builder.header(headers[i], headers[i + 1]);
    }
    socket = get(builder.buildAsync(URI.create("ws://127.0.0.1:" + port + path), new Heard()));
  }

  private static <T> T get(CompletableFuture<T> future) throws ExecutionException {
    try {
      return future.get(60, TimeUnit.SECONDS);
    } catch (InterruptedException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  private final class Heard implements WebSocket.Listener {
    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      part.append(data);
      if (last) {
        messages.add(Client.json(part.toString()));
        part.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      closeCode = code;
      ended = true;
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
      ended = true;
    }
  }

  SocketClient say(String text) {
    return send(text, true);
  }

  private SocketClient send(String part, boolean last) {
    try {
      get(socket.sendText(part, last));
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
    return this;
  }

  /**
   * Begins a message that never ends. What a server has not read when it closes takes its reason
   * away on the wire, so no more is sent than it takes to be too large.
   *
   * @param chars how many are sent
   */
  SocketClient begin(int chars) {
    for (int left = chars; left > 0; left -= PART) {
      send("x".repeat(Math.min(left, PART)), false);
    }
    return this;
  }

  /** The kinds of events that came for a token. */
  List<String> kinds(String token) {
    return messages.stream()
        .filter(message -> message.at("/data/token").asText().equals(token))
        .map(message -> message.get("event").asText())
        .toList();
  }

  /** The id of the last event that came for a token; empty while there is none. */
  String last(String token) {
    return messages.stream()
        .filter(message -> message.at("/data/token").asText().equals(token))
        .map(message -> message.path("id").asText())
        .reduce("", (first, second) -> second);
  }

  boolean ended() {
    return ended;
  }

  /** Waits until the server closes it, and gives the code of its reason. */
  int toEnd() {
    await("the end of a WebSocket").atMost(LIMIT).until(() -> ended);
    return closeCode;
  }

  @Override
  public String toString() {
    return ended ? "closed with " + closeCode : "open";
  }

  @Override
  public void close() {
    socket.abort();
  }
}
