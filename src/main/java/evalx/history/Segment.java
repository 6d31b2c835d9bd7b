package evalx.history;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * One file of the spool: records one after another, each with its length and checksum before it.
 *
 * <p>A {@link RandomAccessFile}, because an interrupt of the thread does not close it as it would a
 * channel.
 */
final class Segment implements Closeable {
  private static final int HEADER_BYTES = 2 * Integer.BYTES;

  private final Path path;
  private final RandomAccessFile file;
  private long length;

  /** Opens a segment, or makes one. */
  Segment(Path path) throws IOException {
    this.path = path;
    this.file = new RandomAccessFile(path.toFile(), "rw");
    this.length = file.length();
  }

  /**
   * Some records of a segment.
   *
   * @param end where the next begins
   * @param damaged whether something between the last of them and the end could not be read
   */
  record Records(List<byte[]> values, long end, boolean damaged) {}

  static long size(byte[] value) {
    return (long) HEADER_BYTES + value.length;
  }

  long length() {
    return length;
  }

  /** Appends records; after a failure the segment is as it was. */
  void append(List<byte[]> values) throws IOException {
    int size = Math.toIntExact(values.stream().mapToLong(Segment::size).sum());
    var buffer = ByteBuffer.allocate(size);
    for (byte[] value : values) {
      buffer.putInt(value.length).putInt(checksum(value)).put(value);
    }
    try {
      file.seek(length);
      file.write(buffer.array());
      length += size;
    } catch (IOException e) {
      file.setLength(length);
      throw e;
    }
  }

  /** Reads records from a position on, until there are enough or no more. */
  Records read(long position, int maxRecords, long maxBytes) throws IOException {
    var values = new ArrayList<byte[]>();
    long end = position;
    file.seek(position);
    while (end < length && values.size() < maxRecords && end - position < maxBytes) {
      try {
        var value = readRecord(length - end);
        values.add(value);
        end += size(value);
      } catch (EOFException e) {
        return new Records(values, length, true);
      }
    }
    return new Records(values, end, false);
  }

  /**
   * One record.
   *
   * @throws EOFException when it is not whole, as after a crash of the machine
   */
  private byte[] readRecord(long left) throws IOException {
    if (left < HEADER_BYTES) {
      throw new EOFException();
    }
    int size = file.readInt();
    int checksum = file.readInt();
    if (size < 0 || size > RowCodec.MAX_BYTES || size > left - HEADER_BYTES) {
      throw new EOFException();
    }
    var value = new byte[size];
    file.readFully(value);
    if (checksum(value) != checksum) {
      throw new EOFException();
    }
    return value;
  }

  static int checksum(byte[] value) {
    var checksum = new CRC32C();
    checksum.update(value);
    return (int) checksum.getValue();
  }

  void clear() throws IOException {
    file.setLength(0);
    length = 0;
  }

  /** Makes sure that a crash of the machine does not lose it. */
  void sync() throws IOException {
    file.getFD().sync();
  }

  void delete() throws IOException {
    close();
    Files.deleteIfExists(path);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
