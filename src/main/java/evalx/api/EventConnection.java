package evalx.api;

import evalx.push.Connection;
import evalx.push.EventStream;
import evalx.push.EventStreams;
import evalx.push.Sink;
import evalx.push.StreamEvent;
import evalx.push.StreamLimits;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A client that is sent server-sent events. */
final class EventConnection implements Connection, Sink, WriteListener, AsyncListener {
  /** After a broken connection a browser waits for two seconds before it connects again. */
  private static final byte[] GREETING = bytes("retry: 2000\n\n");

  /** A comment, which clients ignore. */
  private static final byte[] HEARTBEAT_COMMENT = bytes(":\n\n");

  private static final byte[] NOTHING = {};
  private static final Logger LOG = System.getLogger(EventConnection.class.getName());

  private final AsyncContext context;
  private final ServletOutputStream out;
  private final ClientConnection connection;
  private final EventStreams streams;
  private final StreamLimits.Place place;
  private volatile @Nullable EventStream stream;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile boolean writable;
  private volatile boolean failed;
  private boolean open;
  private boolean unflushed;
  private boolean ending;
  private volatile boolean stalled;
  private long lastProgress = System.nanoTime();

  EventConnection(AsyncContext context, EventStreams streams, StreamLimits.Place place)
      throws IOException {
    this.context = context;
    this.out = context.getResponse().getOutputStream();
    this.connection = ClientConnection.of(context.getRequest());
    this.streams = streams;
    this.place = place;
  }

  /** Begins to send. */
  void open(EventStream given) {
    stream = given;
    try {
      context.addListener(this);
      streams.add(this);
      out.setWriteListener(this);
    } catch (RuntimeException e) {
      release();
      throw e;
    }
  }

  /**
   * The server's threads only wake the stream: they may hold locks of the server, which is called
   * under this one's lock.
   */
  @Override
  public void onWritePossible() {
    writable = true;
    wake();
  }

  private void wake() {
    var mine = stream;
    if (mine != null) {
      mine.wake();
    }
  }

  @Override
  public synchronized boolean send(EventStream from, StreamEvent event) {
    return isReady() && write(text(event));
  }

  @Override
  public synchronized void resume() {
    if (failed) {
      close();
    }
    if (!isReady()) {
      return;
    }
    if (!open) {
      open = true;
      write(GREETING);
    } else if (unflushed) {
      write(NOTHING);
    }
    if (ending) {
      finish();
    }
  }

  /** Whether the client's connection takes more. */
  private boolean isReady() {
    if (closed.get() || !writable) {
      return false;
    }
    stalled = !out.isReady();
    return !stalled;
  }

  /** Hands bytes to the server, which was ready for more; says whether it took them. */
  private boolean write(byte[] bytes) {
    try {
      out.write(bytes);
      unflushed = !out.isReady();
      if (!unflushed) {
        out.flush();
      }
      lastProgress = System.nanoTime();
      return true;
    } catch (IOException | IllegalStateException e) {
      LOG.log(Level.DEBUG, "a client left its event stream: {0}", e.toString());
      close();
      return false;
    }
  }

  private static byte[] text(StreamEvent event) {
    var text = new ByteArrayOutputStream(event.json().length + 64);
    event.id().ifPresent(id -> text.writeBytes(bytes("id: " + id + "\n")));
    text.writeBytes(bytes("event: " + event.kind() + "\ndata: "));
    text.writeBytes(event.json());
    text.writeBytes(bytes("\n\n"));
    return text.toByteArray();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public synchronized void end(EventStream ended) {
    ending = true;
    finish();
  }

  /** Ends the answer once the client has taken everything. */
  private void finish() {
    if (isReady()) {
      close();
    }
  }

  @Override
  public synchronized void tick(long now) {
    if (ending) {
      finish();
    }
    if (closed.get()) {
      return;
    }
    var mine = stream;
    if ((stalled && now - lastProgress > MAX_STALL.toNanos())
        || (mine != null && mine.isOverdue(now))) {
      LOG.log(Level.DEBUG, "a client takes events too slowly; its connection is closed");
      close();
    } else if (now - lastProgress > HEARTBEAT.toNanos() && isReady()) {
      write(HEARTBEAT_COMMENT);
    }
  }

  @Override
  public synchronized Optional<String> stalled() {
    return stalled && !closed.get() ? Optional.of(place.client()) : Optional.empty();
  }

  @Override
  public void close() {
    if (release()) {
      if (stalled) {
        connection.end();
      }
      try {
        context.complete();
      } catch (IllegalStateException e) {
        LOG.log(Level.DEBUG, "the server has ended an event stream already", e);
      }
    }
  }

  /** Gives back what it uses; false where that has happened. */
  private boolean release() {
    if (!closed.compareAndSet(false, true)) {
      return false;
    }
    streams.remove(this);
    place.close();
    var mine = stream;
    if (mine != null) {
      mine.close();
    }
    return true;
  }

  @Override
  public void onError(Throwable failure) {
    LOG.log(Level.DEBUG, "a client left its event stream: {0}", failure.toString());
    failed = true;
    wake();
  }

  @Override
  public void onComplete(AsyncEvent event) {
    release();
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    onError(new IOException("time-out"));
  }

  @Override
  public void onError(AsyncEvent event) {
    onError(event.getThrowable());
  }

  @Override
  public void onStartAsync(AsyncEvent event) {}
}
