package evalx.api;

import evalx.payara.CutConnection;
import evalx.push.Connection;
import evalx.push.EventStreams;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An answer that goes out as fast as its client takes it. No thread waits for the client, who loses
 * the connection when it has not taken all in time.
 */
final class PacedAnswer implements Connection, WriteListener, AsyncListener {
  private static final int PIECE = 1 << 14;
  private static final byte[] NOTHING = {};
  private static final Logger LOG = System.getLogger(PacedAnswer.class.getName());

  private final AsyncContext context;
  private final ServletOutputStream out;
  private final Runnable cut;
  private final Door.Room room;
  private final EventStreams connections;
  private final long deadline = SendResult.deadline();
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
    this.cut = CutConnection.of(context.getRequest());
    this.body = body;
    this.room = room;
    this.connections = connections;
  }

  /** Begins to send it; the status and the headers are set. */
  void open() {
    try {
      listen();
      connections.add(this);
      out.setWriteListener(this);
    } catch (RuntimeException e) {
      release();
      throw e;
    }
  }

  /** Only on the thread of the request; later a client that leaves is seen as it is written to. */
  private void listen() {
    try {
      context.addListener(this);
    } catch (IllegalStateException e) {
      LOG.log(Level.TRACE, "an answer is written after its request has returned", e);
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
    try {
      if (givenUp || writeAll()) {
        end();
      }
    } catch (IOException | IllegalStateException e) {
      LOG.log(Level.DEBUG, "a client left before it had its answer: {0}", e.toString());
      givenUp = true;
      end();
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
    if (givenUp) {
      cut.run();
    }
    try {
      context.complete();
    } catch (IllegalStateException e) {
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
  public boolean isStalled() {
    return false;
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

  @Override
  public void onComplete(AsyncEvent event) {
    release();
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    close();
  }

  @Override
  public void onError(AsyncEvent event) {
    close();
  }

  @Override
  public void onStartAsync(AsyncEvent event) {
    // It is started once.
  }
}
