package evalx.dialect.piston;

import jakarta.websocket.CloseReason;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * Sends messages over a WebSocket one after another, each when the one before has left. Nobody who
 * sends is held up; whoever sends much waits of itself until all has left.
 */
final class ConnectOutbox {
  private static final Logger LOG = System.getLogger(ConnectOutbox.class.getName());

  private final Session session;
  private final Queue<String> waiting = new ArrayDeque<>();
  private Optional<CloseReason> closing = Optional.empty();
  private boolean sending;

  ConnectOutbox(Session session) {
    this.session = session;
  }

  /** Sends a message in its turn, unless the WebSocket is closed or about to be. */
  void send(String text) {
    synchronized (this) {
      if (closing.isPresent()) {
        return;
      }
      waiting.add(text);
      if (sending) {
        return;
      }
      sending = true;
    }
    next();
  }

  /** Closes the WebSocket when all has left that was sent before. */
  void close(CloseReason reason) {
    synchronized (this) {
      if (closing.isPresent()) {
        return;
      }
      closing = Optional.of(reason);
      if (sending) {
        return;
      }
    }
    closeNow(reason);
  }

  /** Waits until all has left that was sent; false when it has not in time, or never will. */
  synchronized boolean awaitSent(Duration time) throws InterruptedException {
    long deadline = System.nanoTime() + time.toNanos();
    while (sending) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return closing.isEmpty();
  }

  /** Gives up what has not left. */
  void closeAtOnce(CloseReason reason) {
    synchronized (this) {
      waiting.clear();
      closing = Optional.of(reason);
      sending = false;
      notifyAll();
    }
    closeNow(reason);
  }

  private void next() {
    Optional<String> text;
    Optional<CloseReason> reason = Optional.empty();
    synchronized (this) {
      text = Optional.ofNullable(waiting.poll());
      if (text.isEmpty()) {
        sending = false;
        reason = closing;
        notifyAll();
      }
    }
    text.ifPresent(this::transmit);
    reason.ifPresent(this::closeNow);
  }

  /** Without a lock, which the server's threads take with locks of theirs. */
  private void transmit(String text) {
    try {
      session.getAsyncRemote().sendText(text, this::sent);
    } catch (IllegalStateException e) {
      sent(new SendResult(e));
    }
  }

  private void sent(SendResult result) {
    if (result.isOK()) {
      next();
    } else {
      closeAtOnce(new CloseReason(CloseReason.CloseCodes.GOING_AWAY, ""));
    }
  }

  private void closeNow(CloseReason reason) {
    try {
      session.close(reason);
    } catch (IOException | IllegalArgumentException | IllegalStateException e) {
      LOG.log(Level.DEBUG, "a WebSocket was closed already: {0}", e.toString());
    }
  }
}
