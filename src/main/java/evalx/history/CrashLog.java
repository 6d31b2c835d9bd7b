package evalx.history;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * What waits in memory, once more where the end of the process does not reach it: in files that are
 * mapped into its memory. To add to it takes no call of the system, so no disk delays who does.
 *
 * <p>It has two halves. While what is in one is moved to the spool, the other is added to. Not safe
 * for threads.
 */
final class CrashLog {
  private static final int HEADER_BYTES = 2 * Integer.BYTES;
  private static final int ZEROS = 1 << 20;

  private final List<MappedByteBuffer> halves;
  private final List<byte[]> left = new ArrayList<>();
  private int current;
  private int end;

  /**
   * Opens the log with what an earlier process left, or makes one.
   *
   * @param folder that is there, and private
   * @param halfBytes of each of its two files; the place is taken on the disk at once, because a
   *     full disk would otherwise end the process in the middle of {@link #add}
   */
  CrashLog(Path folder, int halfBytes) throws IOException {
    halves =
        List.of(
            map(folder.resolve("heard-1.log"), halfBytes),
            map(folder.resolve("heard-2.log"), halfBytes));
    halves.forEach(this::read);
  }

  private static MappedByteBuffer map(Path file, int size) throws IOException {
    try (var channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      for (long at = channel.size(); at < size; ) {
        at += channel.write(ByteBuffer.allocate((int) Math.min(ZEROS, size - at)), at);
      }
      return channel.map(MapMode.READ_WRITE, 0, size);
    }
  }

  /** Up to the first that is not whole: the process ended while it was added. */
  private void read(ByteBuffer half) {
    for (int at = 0; at <= half.limit() - HEADER_BYTES; ) {
      int length = half.getInt(at);
      if (length <= 0 || length > half.limit() - at - HEADER_BYTES) {
        return;
      }
      var value = new byte[length];
      half.get(at + HEADER_BYTES, value);
      if (Segment.checksum(value) != half.getInt(at + Integer.BYTES)) {
        return;
      }
      left.add(value);
      at += HEADER_BYTES + length;
    }
  }

  /** What an earlier process left. It stays here until {@link #clear}. */
  List<byte[]> left() {
    return List.copyOf(left);
  }

  /** Forgets all. */
  void clear() {
    left.clear();
    halves.forEach(half -> half.putInt(0, 0));
    end = 0;
  }

  /** Adds a record, if there is room. */
  boolean add(byte[] value) {
    var half = halves.get(current);
    int next = end + HEADER_BYTES + value.length;
    // The length of the next one, which says that there is none yet.
    if (next > half.limit() - Integer.BYTES) {
      return false;
    }
    half.putInt(next, 0);
    half.put(end + HEADER_BYTES, value);
    half.putInt(end + Integer.BYTES, Segment.checksum(value));
    half.putInt(end, value.length);
    end = next;
    return true;
  }

  /** Goes on in the other half, and forgets what is there: that has been moved. */
  void turn() {
    current = 1 - current;
    halves.get(current).putInt(0, 0);
    end = 0;
  }
}
