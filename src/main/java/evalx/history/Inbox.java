package evalx.history;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What was heard and not yet written to the spool: in memory, bounded, and never a wait for who
 * adds to it. What nobody else knows is in the log too, should the process be killed.
 */
final class Inbox {
  private final int maxEntries;
  private final long maxBytes;
  private final CrashLog log;
  private List<Noted> entries = new ArrayList<>();
  private long bytes;
  private boolean closed;

  Inbox(int maxEntries, long maxBytes, CrashLog log) {
    this.maxEntries = maxEntries;
    this.maxBytes = maxBytes;
    this.log = log;
  }

  /** Adds an entry unless that would be too many, too many bytes, or after the end. */
  boolean add(Noted entry) {
    return add(entry, entry.bytes(), RowCodec.encode(entry.logged()));
  }

  private synchronized boolean add(Noted entry, long size, byte[] logged) {
    boolean hasRoom = entries.size() < maxEntries && bytes + size <= maxBytes;
    if (closed || !hasRoom || !log.add(logged)) {
      return false;
    }
    entries.add(entry);
    bytes += size;
    notifyAll();
    return true;
  }

  /**
   * What was in the inbox of an earlier process when it was killed. It is here again, until it is
   * forgotten.
   */
  synchronized List<byte[]> left() {
    return log.left();
  }

  /** Forgets what was taken, and what was left: it has been moved. */
  synchronized void forgetMoved() {
    if (entries.isEmpty()) {
      log.clear();
    }
  }

  /** All entries, when there is one or the time is over. */
  synchronized List<Noted> take(Duration wait) throws InterruptedException {
    long end = System.nanoTime() + wait.toNanos();
    for (long left = wait.toNanos(); entries.isEmpty() && !closed && left > 0; ) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
      left = end - System.nanoTime();
    }
    return takeAll();
  }

  /** All entries, at once. Those that were taken before have been moved. */
  synchronized List<Noted> takeAll() {
    var taken = entries;
    entries = new ArrayList<>();
    bytes = 0;
    log.turn();
    return taken;
  }

  /** Takes no more; what is in it can still be taken. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }
}
