package evalx.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Messages that go to a client before its answer, all as server-sent events. They are few and
 * short; those that come before the stream is open wait for it.
 */
public class EventMessages {
  private static final byte[] HEAD = "event: message\ndata: ".getBytes(UTF_8);
  private static final byte[] END = "\n\n".getBytes(UTF_8);

  /** A line that means nothing: by it a client, and what is in between, see that it goes on. */
  private static final byte[] ALIVE = ": \n\n".getBytes(UTF_8);

  private final List<byte[]> early = new ArrayList<>();
  private Optional<OutputStream> stream = Optional.empty();
  private boolean ended;

  /**
   * Sends a message, unless the answer was sent before, or the client has gone.
   *
   * @param json in one line
   */
  public synchronized void send(byte[] json) {
    if (stream.isEmpty() && !ended) {
      early.add(json);
    } else {
      write(HEAD, json, END);
    }
  }

  /** Shows that the answer is still waited for. */
  public synchronized void showAlive() {
    write(ALIVE);
  }

  private void write(byte[]... parts) {
    if (stream.isEmpty() || ended) {
      return;
    }
    try {
      for (byte[] part : parts) {
        stream.get().write(part);
      }
      stream.get().flush();
    } catch (IOException | RuntimeException e) {
      ended = true; // the server tells of clients that left
    }
  }

  /** What comes, and came before, goes there. */
  synchronized void open(OutputStream opened) {
    stream = Optional.of(opened);
    early.forEach(this::send);
    early.clear();
  }

  /**
   * Nothing is written to its stream any more, which belongs to nobody when its request is over.
   */
  synchronized void close() {
    ended = true;
  }

  /** The answer as the last event, which the caller sends: nothing is sent here any more. */
  synchronized byte[] end(byte[] json) {
    ended = true;
    return ByteBuffer.allocate(HEAD.length + json.length + END.length)
        .put(HEAD)
        .put(json)
        .put(END)
        .array();
  }
}
