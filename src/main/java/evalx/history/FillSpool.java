package evalx.history;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Moves what was heard from memory to the spool, within a fraction of a second. */
final class FillSpool implements Runnable {
  private static final Duration WAIT = Duration.ofSeconds(1);

  /** How long entries may gather, so that they are appended together. */
  private static final long GATHER_MILLIS = 100;

  private static final int MAX_APPENDED = 64;
  private static final long SYNC_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final Logger LOG = System.getLogger(FillSpool.class.getName());

  private final Inbox inbox;
  private final Spool spool;
  private final PackResult packResult;
  private final Counters counters;
  private final DropLog drops;
  private final CountDownLatch closed = new CountDownLatch(1);
  private long lastSync = System.nanoTime();

  FillSpool(Backlog backlog, PackResult packResult, Counters counters) {
    this.inbox = backlog.inbox();
    this.spool = backlog.spool();
    this.packResult = packResult;
    this.counters = counters;
    this.drops = new DropLog(counters);
  }

  /** Moves what an earlier process had heard when it was killed; before anything is heard. */
  void moveLeft() {
    var left = inbox.left();
    for (int i = 0; i < left.size(); i += MAX_APPENDED) {
      append(left.subList(i, Math.min(left.size(), i + MAX_APPENDED)));
    }
    inbox.forgetMoved();
  }

  /** Runs until it is closed or interrupted, and then moves the rest. */
  @Override
  public void run() {
    try {
      while (!closed.await(GATHER_MILLIS, TimeUnit.MILLISECONDS)) {
        move(inbox.take(WAIT));
        syncSometimes();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    inbox.close();
    move(inbox.takeAll());
    sync();
    inbox.forgetMoved();
  }

  private void move(List<Noted> entries) {
    var records = new ArrayList<byte[]>();
    for (Noted entry : entries) {
      encode(entry).ifPresent(records::add);
      if (records.size() == MAX_APPENDED) {
        append(records);
        records.clear();
      }
    }
    append(records);
  }

  private Optional<byte[]> encode(Noted entry) {
    try {
      return Optional.of(RowCodec.encode(entry.row(packResult)));
    } catch (RuntimeException e) {
      drops.add(1, "the entry of " + entry.id() + " cannot be encoded: " + e);
      return Optional.empty();
    }
  }

  private void append(List<byte[]> records) {
    try {
      int dropped = spool.append(records);
      if (dropped > 0) {
        drops.add(dropped, "the spool is full; the database has been away or slow for too long");
      }
    } catch (IOException e) {
      drops.add(records.size(), "the spool cannot be written: " + e.getMessage());
    }
    counters.spooledBytes.set(spool.bytes());
  }

  /** Only what stays there for long: a database that works has taken it before. */
  private void syncSometimes() {
    if (System.nanoTime() - lastSync >= SYNC_NANOS) {
      sync();
      lastSync = System.nanoTime();
    }
  }

  private void sync() {
    try {
      spool.sync();
    } catch (IOException e) {
      LOG.log(
          Level.WARNING, "a crash of the machine now loses history entries: {0}", e.getMessage());
    }
  }

  void close() {
    inbox.close();
    closed.countDown();
  }
}
