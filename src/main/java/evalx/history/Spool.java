package evalx.history;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A bounded queue of records in files: it outlives the process.
 *
 * <p>Records are read as often as needed until they are removed, so that after a crash some are
 * read that had been used; their users must tolerate that. The files before the last are deleted
 * when all in them is removed, the last is emptied.
 */
final class Spool implements Closeable {
  /** Submissions are private, so only the owner may read the files. */
  private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private static final String SUFFIX = ".spool";

  private final Path folder;
  private final long maxBytes;
  private final long segmentBytes;
  private final Deque<Segment> segments = new ArrayDeque<>();
  private long nextNumber;
  private long position;

  /**
   * Whether the last file may be appended to: one of an earlier process may end in half a record.
   */
  private boolean lastIsWhole;

  private boolean closed;

  /**
   * Opens the spool in a folder, which is made where it is missing, with what an earlier process
   * left.
   *
   * @param maxBytes of all files together
   * @param segmentBytes after which another file is begun
   */
  Spool(Path folder, long maxBytes, long segmentBytes) throws IOException {
    this.folder = Files.createDirectories(folder, PRIVATE);
    this.maxBytes = maxBytes;
    this.segmentBytes = segmentBytes;
    for (Path file : files(folder)) {
      segments.add(new Segment(file));
      nextNumber = 1 + number(file);
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().matches("\\d{12}" + "\\" + SUFFIX))
          .sorted()
          .toList();
    }
  }

  private static long number(Path file) {
    return Long.parseLong(file.getFileName().toString().replace(SUFFIX, ""));
  }

  /**
   * Appends records as far as there is room.
   *
   * @return how many there was no room for
   * @throws IOException when none were appended
   */
  synchronized int append(List<byte[]> values) throws IOException {
    long room = maxBytes - bytes();
    var fitting = new ArrayList<byte[]>();
    for (byte[] value : values) {
      if (Segment.size(value) <= room) {
        fitting.add(value);
        room -= Segment.size(value);
      }
    }
    if (!fitting.isEmpty()) {
      last().append(fitting);
      notifyAll();
    }
    return values.size() - fitting.size();
  }

  private Segment last() throws IOException {
    if (segments.isEmpty() || !lastIsWhole || segments.getLast().length() >= segmentBytes) {
      segments.add(new Segment(folder.resolve("%012d%s".formatted(nextNumber++, SUFFIX))));
      lastIsWhole = true;
    }
    return segments.getLast();
  }

  /** The bytes of all files. */
  synchronized long bytes() {
    return segments.stream().mapToLong(Segment::length).sum();
  }

  /** Waits until there is a record to read, or for a time. */
  synchronized void await(Duration wait) throws InterruptedException {
    long end = System.nanoTime() + wait.toNanos();
    for (long left = wait.toNanos(); isRead() && !closed && left > 0; ) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
      left = end - System.nanoTime();
    }
  }

  private boolean isRead() {
    return segments.stream().mapToLong(Segment::length).sum() == position;
  }

  /** The oldest records; none when there are none. */
  synchronized Segment.Records read(int maxRecords, long maxRecordBytes) throws IOException {
    return segments.isEmpty()
        ? new Segment.Records(List.of(), 0, false)
        : segments.getFirst().read(position, maxRecords, maxRecordBytes);
  }

  /** Removes the records that were read last. */
  synchronized void remove(Segment.Records records) throws IOException {
    if (segments.isEmpty()) {
      return;
    }
    var first = segments.getFirst();
    position = records.end();
    if (position < first.length()) {
      return;
    }
    if (segments.size() > 1) {
      segments.removeFirst();
      position = 0;
      first.delete();
    } else {
      first.clear();
      position = 0;
      lastIsWhole = true;
    }
  }

  /** Makes sure that a crash of the machine does not lose what is in it. */
  synchronized void sync() throws IOException {
    if (!segments.isEmpty() && segments.getLast().length() > 0) {
      segments.getLast().sync();
    }
  }

  /** Ends the waits of {@link #await}, and those to come. */
  synchronized void endWaits() {
    closed = true;
    notifyAll();
  }

  @Override
  public synchronized void close() throws IOException {
    endWaits();
    for (Segment segment : segments) {
      segment.close();
    }
  }
}
