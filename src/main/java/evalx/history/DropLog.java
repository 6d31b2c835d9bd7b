package evalx.history;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Counts dropped entries, and says so in the log no more often than once a minute. */
final class DropLog {
  private static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final Logger LOG = System.getLogger(DropLog.class.getName());

  private final Counters counters;
  private final AtomicLong nextLine = new AtomicLong(System.nanoTime());

  DropLog(Counters counters) {
    this.counters = counters;
  }

  void add(long entries, String reason) {
    long all = counters.dropped.addAndGet(entries);
    long now = System.nanoTime();
    long next = nextLine.get();
    if (now - next >= 0 && nextLine.compareAndSet(next, now + PAUSE_NANOS)) {
      LOG.log(
          Level.WARNING,
          "history entries are lost ({0} since the start); submissions go on: {1}",
          all,
          reason);
    }
  }
}
