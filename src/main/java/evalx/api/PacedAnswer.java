package evalx.api;

import evalx.push.Connection;
import evalx.push.EventStreams;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An answer that goes out as fast as its client takes it. No thread waits for the client, who loses
 * the connection when it has not taken all in time.
 *
 * <p>It is told by the stream alone that its client has left, and else finds it out when its time
 * is over: a request whose thread has returned takes no more listeners.
 */
final class PacedAnswer implements Connection, WriteListener {
  private static final int PIECE = 1 << 14;
  private static final byte[] NOTHING = {};

  /** For the whole answer, as docs/clients.md says. */
  private static final Duration MAX_TIME = Duration.ofSeconds(60);

  private static final Logger LOG = System.getLogger(PacedAnswer.class.getName());

  private final AsyncContext context;
  private final ServletOutputStream out;
  private final ClientConnection connection;
  private final Door.Room room;
  private final EventStreams connections;
  private final long deadline = System.nanoTime() + MAX_TIME.toNanos();
  private final AtomicBoolean ended = new AtomicBoolean();
  private final AtomicInteger signals = new AtomicInteger();
  private volatile boolean givenUp;

  /** Both belong to the thread that looks after the signals. */
  private byte[] body;

  private int written;

  /**
   * @param room is closed when the answer is over
   */
  PacedAnswer(AsyncContext context, byte[] body, Door.Room room, EventStreams connections)
      throws IOException {
    this.context = context;
    this.out = context.getResponse().getOutputStream();
    this.connection = ClientConnection.of(context.getRequest());
    this.body = body;
    this.room = room;
    this.connections = connections;
  }

  /** Begins to send it; the status and the headers are set. */
  void open() {
    try {
      connections.add(this);
      out.setWriteListener(this);
    } catch (RuntimeException | Error e) {
      release();
      throw e;
    }
  }

  @Override
  public void onWritePossible() {
    wake();
  }

  /**
   * One thread at a time goes on with it, for all that ask meanwhile. Without a lock, because the
   * server calls this with locks of its own, and is called here.
   */
  private void wake() {
    if (signals.getAndIncrement() > 0) {
      return;
    }
    var seen = 1;
    do {
      goOn();
      seen = signals.addAndGet(-seen);
    } while (seen > 0);
  }

  private void goOn() {
    if (ended.get()) {
      return;
    }
    var isOver = true;
    try {
      isOver = givenUp || writeAll();
    } catch (IOException | RuntimeException e) {
      // Of a request that is over, servers throw also what they do not mean to.
      LOG.log(Level.DEBUG, "a client left before it had its answer: {0}", e.toString());
      givenUp = true;
    } finally {
      if (isOver) {
        end();
      }
    }
  }

  /** Whether the server has taken all of it, and would take more. */
  private boolean writeAll() throws IOException {
    while (out.isReady()) {
      if (written == body.length) {
        return true;
      }
      var count = Math.min(PIECE, body.length - written);
      out.write(body, written, count);
      written += count;
    }
    return false;
  }

  private void end() {
    if (!release()) {
      return;
    }
    body = NOTHING;
    try {
      if (givenUp) {
        connection.end();
      }
    } finally {
      complete();
    }
  }

  private void complete() {
    try {
      context.complete();
    } catch (RuntimeException e) {
      LOG.log(Level.DEBUG, "the server has ended an answer already", e);
    }
  }

  /** Gives back what it uses; false where that has happened. */
  private boolean release() {
    if (!ended.compareAndSet(false, true)) {
      return false;
    }
    connections.remove(this);
    room.close();
    return true;
  }

  @Override
  public void tick(long now) {
    if (now - deadline > 0) {
      LOG.log(Level.DEBUG, "a client takes its answer too slowly; its connection is closed");
      close();
    }
  }

  /** Its bytes have a bound of their own. */
  @Override
  public Optional<String> stalled() {
    return Optional.empty();
  }

  @Override
  public void close() {
    givenUp = true;
    wake();
  }

  @Override
  public void onError(Throwable failure) {
    LOG.log(Level.DEBUG, "a client left before it had its answer: {0}", failure.toString());
    close();
  }
}
