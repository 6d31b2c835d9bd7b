package evalx.sandbox.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * The standard streams of a container as one channel: what is written goes to its stdin, what is
 * read came from its stdout. Bounded in both directions; closing it wakes all waiting threads.
 */
final class ContainerStream extends ResultCallback.Adapter<Frame> implements ByteChannel {
  private static final int CHUNKS = 64;
  private static final byte[] END = new byte[0];

  private final BlockingQueue<byte[]> toContainer = new ArrayBlockingQueue<>(CHUNKS);
  private final BlockingQueue<byte[]> fromContainer = new ArrayBlockingQueue<>(CHUNKS);
  private volatile boolean open = true;
  private ByteBuffer rest = ByteBuffer.allocate(0);

  /** What the Docker client sends to the container. */
  InputStream stdin() {
    return new InputStream() {
      private ByteBuffer part = ByteBuffer.allocate(0);

      @Override
      public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
      }

      @Override
      public int read(byte[] target, int at, int length) throws IOException {
        if (!part.hasRemaining()) {
          var next = take(toContainer);
          if (next.length == 0) {
            return -1;
          }
          part = ByteBuffer.wrap(next);
        }
        int count = Math.min(length, part.remaining());
        part.get(target, at, count);
        return count;
      }
    };
  }

  @Override
  public void onNext(Frame frame) {
    if (frame.getStreamType() == StreamType.STDOUT && frame.getPayload().length > 0) {
      try {
        put(fromContainer, frame.getPayload().clone()); // the client reuses its buffer
      } catch (IOException e) {
        // closed: there is no reader any more
      }
    }
  }

  @Override
  public void onComplete() {
    super.onComplete();
    ended();
  }

  @Override
  public void onError(Throwable why) {
    super.onError(why);
    ended();
  }

  private void ended() {
    try {
      put(fromContainer, END);
    } catch (IOException e) {
      // closed: there is no one waiting for the end
    }
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    if (!rest.hasRemaining()) {
      var next = take(fromContainer);
      if (next.length == 0) {
        if (!open) {
          throw new AsynchronousCloseException();
        }
        return -1;
      }
      rest = ByteBuffer.wrap(next);
    }
    int count = Math.min(target.remaining(), rest.remaining());
    var part = rest.slice().limit(count);
    target.put(part);
    rest.position(rest.position() + count);
    return count;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    var bytes = new byte[source.remaining()];
    source.get(bytes);
    if (bytes.length > 0) {
      put(toContainer, bytes);
    }
    return bytes.length;
  }

  private byte[] take(BlockingQueue<byte[]> queue) throws IOException {
    try {
      return queue.take();
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  private void put(BlockingQueue<byte[]> queue, byte[] bytes) throws IOException {
    if (!open) {
      throw new ClosedChannelException();
    }
    try {
      queue.put(bytes);
    } catch (InterruptedException e) {
      throw interrupted();
    }
    if (!open) {
      queue.clear();
      queue.add(END);
      throw new AsynchronousCloseException();
    }
  }

  private IOException interrupted() {
    close();
    Thread.currentThread().interrupt();
    return new ClosedByInterruptException();
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void close() {
    open = false;
    for (var queue : List.of(toContainer, fromContainer)) {
      queue.clear();
      queue.offer(END);
    }
    try {
      super.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close the stream of a container", e);
    }
  }
}
