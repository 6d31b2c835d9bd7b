package evalx.sandbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An output that is being received: in memory while it is small, from then on in a file. Until it
 * is finished, closing it deletes it.
 */
public final class OutputDraft extends OutputStream {
  /** Bytes from which on an output is in a file. */
  private static final int MIN_SPOOLED = 4 << 20;

  /** Bytes that stay in memory of one that is. */
  private static final int KEPT = 64 << 10;

  private final Optional<Spool> spool;
  private ByteArrayOutputStream memory = new ByteArrayOutputStream();
  private @Nullable Path path;
  private @Nullable OutputStream file;
  private boolean closed;

  /**
   * What was received.
   *
   * @param bytes all of it, or where it is spooled its beginning
   */
  public record Received(byte[] bytes, Optional<SpooledOutput> spooled) {
    public long size() {
      return spooled.map(SpooledOutput::size).orElse((long) bytes.length);
    }
  }

  /**
   * @param spool where it goes when it is large; empty: it stays in memory
   */
  public OutputDraft(Optional<Spool> spool) {
    this.spool = spool;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
    if (closed) {
      throw new IOException("this output is no longer wanted");
    }
    if (file == null && spool.isPresent() && memory.size() + length >= MIN_SPOOLED) {
      toFile(spool.get());
    }
    (file == null ? memory : file).write(bytes, offset, length);
  }

  private void toFile(Spool to) throws IOException {
    path = to.newFile();
    var opened = Files.newOutputStream(path);
    file = opened;
    memory.writeTo(opened);
    var kept = Arrays.copyOf(memory.toByteArray(), Math.min(KEPT, memory.size()));
    memory = new ByteArrayOutputStream(KEPT);
    memory.write(kept, 0, kept.length);
  }

  /** Ends it; what was spooled belongs to the caller from now on. */
  public synchronized Received finish() throws IOException {
    if (file == null || path == null) {
      closed = true;
      return new Received(memory.toByteArray(), Optional.empty());
    }
    file.close();
    var beginning = memory.toByteArray();
    if (beginning.length < KEPT) {
      try (var in = Files.newInputStream(path)) {
        beginning = in.readNBytes(KEPT);
      }
    }
    closed = true;
    return new Received(beginning, Optional.of(new SpooledOutput(path, Files.size(path))));
  }

  @Override
  public synchronized void close() throws IOException {
    if (!closed) {
      closed = true;
      if (file != null && path != null) {
        file.close();
        Files.deleteIfExists(path);
      }
    }
  }
}
