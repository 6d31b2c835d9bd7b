package evalx.history;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What was heard and not yet written to the spool: in memory, bounded, and never a wait for who
 * adds to it.
 */
final class Inbox {
  private final int maxEntries;
  private final long maxBytes;
  private List<Noted> entries = new ArrayList<>();
  private long bytes;
  private boolean closed;

  Inbox(int maxEntries, long maxBytes) {
    this.maxEntries = maxEntries;
    this.maxBytes = maxBytes;
  }

  /** Adds an entry unless that would be too many, too many bytes, or after the end. */
  synchronized boolean add(Noted entry) {
    long size = entry.bytes();
    if (closed || entries.size() >= maxEntries || bytes + size > maxBytes) {
      return false;
    }
    entries.add(entry);
    bytes += size;
    notifyAll();
    return true;
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

  /** All entries, at once. */
  synchronized List<Noted> takeAll() {
    var taken = entries;
    entries = new ArrayList<>();
    bytes = 0;
    return taken;
  }

  /** Takes no more; what is in it can still be taken. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }
}
