package evalx.webhook;

import evalx.redis.Packed;
import evalx.result.StoredResult;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.UUID;
import java.util.zip.GZIPInputStream;

/**
 * What a receiver is sent. A large one lies on the disk while it is sent, so that a receiver that
 * takes its time holds no memory that those of others need.
 */
sealed interface Payload extends AutoCloseable {
  /** Bytes that are kept in memory, as they are packed. */
  int MAX_IN_MEMORY = 64 << 10;

  /** Bytes that are sent. */
  int length();

  /** What is sent, from its beginning; one at a time is read. */
  InputStream open() throws IOException;

  @Override
  void close() throws IOException;

  /**
   * That of a result, or of what else is sent in its place.
   *
   * @param folder where it lies when it is large; is created when it is needed
   * @throws IOException when the disk fails, or is full
   */
  static Payload of(StoredResult result, Path folder) throws IOException {
    var json = result.withoutWebhook();
    return json.packed().length <= MAX_IN_MEMORY ? new InMemory(json) : OnDisk.of(json, folder);
  }

  /** A small one. */
  record InMemory(StoredResult json) implements Payload {
    @Override
    public int length() {
      return json.plainLength();
    }

    @Override
    public InputStream open() throws IOException {
      return json.open();
    }

    @Override
    public void close() {
      // Nothing but memory.
    }
  }

  /**
   * A large one, as it is packed, in a file that has no name any more: whatever becomes of this
   * process, nothing stays.
   */
  record OnDisk(FileChannel file, boolean isCompressed, int length) implements Payload {
    private static final int BUFFER = 1 << 14;
    private static final Set<StandardOpenOption> NEW_WITHOUT_NAME =
        Set.of(
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);

    static OnDisk of(StoredResult json, Path folder) throws IOException {
      Files.createDirectories(folder);
      // On Linux a file that is deleted on close has lost its name when it is open.
      var file = FileChannel.open(folder.resolve(UUID.randomUUID().toString()), NEW_WITHOUT_NAME);
      try {
        write(json.packed(), file);
        return new OnDisk(file, Packed.isCompressed(json.packed()), json.plainLength());
      } catch (IOException | RuntimeException e) {
        file.close();
        throw e;
      }
    }

    /** In pieces: each thread keeps as much memory outside the heap as it has written at a time. */
    private static void write(byte[] bytes, FileChannel file) throws IOException {
      for (int at = 0; at < bytes.length; at += BUFFER) {
        var piece = ByteBuffer.wrap(bytes, at, Math.min(BUFFER, bytes.length - at));
        while (piece.hasRemaining()) {
          file.write(piece);
        }
      }
    }

    @Override
    public InputStream open() throws IOException {
      file.position(0);
      var packed = new LeftOpen(Channels.newInputStream(file));
      return isCompressed ? new GZIPInputStream(packed, BUFFER) : packed;
    }

    @Override
    public void close() throws IOException {
      file.close();
    }

    /** A stream whose file is read again. */
    private static final class LeftOpen extends FilterInputStream {
      LeftOpen(InputStream in) {
        super(in);
      }

      @Override
      public void close() {
        // The payload closes it.
      }
    }
  }
}
