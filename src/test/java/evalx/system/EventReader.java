package evalx.system;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A client that reads server-sent events until their end. */
final class EventReader implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(4);

  final List<Event> events = new CopyOnWriteArrayList<>();
  private final HttpResponse<InputStream> response;
  private final AtomicInteger comments = new AtomicInteger();
  private volatile boolean ended;

  /** An event; without an id where it has none. */
  record Event(String id, String kind, JsonNode data) {}

  private EventReader(HttpResponse<InputStream> response) {
    this.response = response;
    var thread = new Thread(this::read, "event-reader");
    thread.setDaemon(true);
    thread.start();
  }

  /** Follows a submission, after the last event that was read before; empty: from the beginning. */
  static EventReader open(Client client, String token, String lastEventId) {
    var request = client.request("/submissions/" + token + "/events").GET();
    if (!lastEventId.isEmpty()) {
      request.header("Last-Event-ID", lastEventId);
    }
    return new EventReader(client.open(request.build()));
  }

  private void read() {
    try (var lines =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      var id = "";
      var kind = "";
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("id: ")) {
          id = line.substring(4);
        } else if (line.startsWith("event: ")) {
          kind = line.substring(7);
        } else if (line.startsWith("data: ")) {
          events.add(new Event(id, kind, Client.json(line.substring(6))));
        } else if (line.startsWith(":")) {
          comments.incrementAndGet();
        } else if (line.isEmpty()) {
          id = "";
          kind = "";
        }
      }
    } catch (IOException e) {
      // The server is gone, or the test has closed it.
    } finally {
      ended = true;
    }
  }

  int status() {
    return response.statusCode();
  }

  String contentType() {
    return response.headers().firstValue("Content-Type").orElse("");
  }

  /** Comments that were sent to keep the connection. */
  int comments() {
    return comments.get();
  }

  boolean ended() {
    return ended;
  }

  List<String> kinds() {
    return events.stream().map(Event::kind).toList();
  }

  List<String> ids() {
    return events.stream().map(Event::id).toList();
  }

  /** The id of the last event; empty while there is none. */
  String last() {
    return events.isEmpty() ? "" : events.get(events.size() - 1).id();
  }

  /** Waits for the end of the stream. */
  EventReader toEnd() {
    await("the end of a stream").atMost(LIMIT).until(() -> ended);
    return this;
  }

  @Override
  public void close() {
    try {
      response.body().close();
    } catch (IOException e) {
      // It is closed.
    }
  }
}
