package evalx.api;

import evalx.push.EventStream;
import evalx.push.StreamEvent;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;

/**
 * Sends messages over a WebSocket, one at a time: the next when the one before has left. Answers to
 * what the client says wait here, up to a number; streams keep their events and wait for their
 * turn.
 */
final class SocketOutbox {
  /** As many as the largest message of a client can cause, and some. */
  private static final int MAX_ANSWERS = 128;

  private final Session session;
  private final Queue<StreamEvent> answers = new ArrayDeque<>();
  private final Set<EventStream> waiting = new LinkedHashSet<>();
  private boolean sending;
  private boolean pingWaits;
  private boolean closed;
  private Runnable last = SocketOutbox::nothing;
  private long lastSent = System.nanoTime();

  SocketOutbox(Session session) {
    this.session = session;
  }

  /** Sends an event; false while another message is on its way: the stream is woken after it. */
  boolean send(EventStream stream, StreamEvent event) {
    synchronized (this) {
      if (closed) {
        return false;
      }
      if (sending) {
        waiting.add(stream);
        return false;
      }
      begin();
    }
    transmit(event);
    return true;
  }

  /** Sends an answer in its turn; false when too many wait. */
  boolean answer(StreamEvent answer) {
    synchronized (this) {
      if (closed) {
        return true;
      }
      if (sending) {
        return answers.size() < MAX_ANSWERS && answers.add(answer);
      }
      begin();
    }
    transmit(answer);
    return true;
  }

  /** Asks the client for a sign of life, in its turn. */
  void ping() {
    synchronized (this) {
      pingWaits = sending;
      if (sending || closed) {
        return;
      }
      begin();
    }
    transmitPing();
  }

  private void begin() {
    sending = true;
    lastSent = System.nanoTime();
  }

  /** Without a lock, which the server's threads take with locks of theirs. */
  private void transmit(StreamEvent event) {
    try {
      session.getAsyncRemote().sendText(text(event), this::sent);
    } catch (IllegalStateException e) {
      // It is being closed; the server says so to the endpoint.
      sent(new SendResult(e));
    }
  }

  private void transmitPing() {
    try {
      session.getAsyncRemote().sendPing(ByteBuffer.allocate(0));
      sent(new SendResult());
    } catch (IOException | IllegalStateException e) {
      sent(new SendResult(e));
    }
  }

  private static String text(StreamEvent event) {
    var json = new String(event.json(), StandardCharsets.UTF_8);
    var id = event.id().map(known -> ",\"id\":\"" + known + '"').orElse("");
    return "{\"event\":\"" + event.kind() + '"' + id + ",\"data\":" + json + '}';
  }

  private void sent(SendResult result) {
    Runnable next;
    synchronized (this) {
      sending = false;
      next = next();
    }
    next.run();
  }

  /** What follows a message that has left. Called under the lock, and run without it. */
  private Runnable next() {
    if (closed) {
      var end = last;
      last = SocketOutbox::nothing;
      return end;
    }
    if (pingWaits) {
      pingWaits = false;
      begin();
      return this::transmitPing;
    }
    var answer = answers.poll();
    if (answer != null) {
      begin();
      return () -> transmit(answer);
    }
    return first().<Runnable>map(stream -> stream::wake).orElse(SocketOutbox::nothing);
  }

  private static void nothing() {}

  /** The stream that has waited longest. */
  private Optional<EventStream> first() {
    Iterator<EventStream> all = waiting.iterator();
    if (!all.hasNext()) {
      return Optional.empty();
    }
    var first = all.next();
    all.remove();
    return Optional.of(first);
  }

  /** A stream ends; if it was woken to take its turn, the next one does. */
  void forget(EventStream ended) {
    Optional<EventStream> next;
    synchronized (this) {
      waiting.remove(ended);
      next = sending ? Optional.empty() : first();
    }
    next.ifPresent(EventStream::wake);
  }

  /** How many streams wait for their turn. */
  synchronized int waiting() {
    return waiting.size();
  }

  /** Whether a message has been on its way for as long. */
  synchronized boolean isStalled(long now, Duration time) {
    return sending && now - lastSent > time.toNanos();
  }

  /**
   * Begins no message any more.
   *
   * @param then run once, when the one that is on its way has left or failed
   */
  void close(Runnable then) {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      waiting.clear();
      answers.clear();
      if (sending) {
        last = then;
        return;
      }
    }
    then.run();
  }
}
