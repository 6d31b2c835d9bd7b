package evalx.history;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Writes what is in the spool to the database, whenever there is one that takes it. */
final class DrainSpool implements Runnable {
  private static final int MAX_ROWS = 200;
  private static final long MAX_BATCH_BYTES = 4 << 20;

  /**
   * How long entries may gather, so that fewer transactions, each flushed to the disk, write them.
   */
  private static final long GATHER_MILLIS = 500;

  private static final Duration WAIT = Duration.ofSeconds(1);
  private static final long MIN_PAUSE_MILLIS = 250;
  private static final long MAX_PAUSE_MILLIS = 10_000;
  private static final int MAX_REASON_CHARS = 200;
  private static final Logger LOG = System.getLogger(DrainSpool.class.getName());

  private final Spool spool;
  private final Database database;
  private final Upkeep upkeep;
  private final Counters counters;
  private final DropLog drops;
  private final CountDownLatch closed = new CountDownLatch(1);
  private boolean away;
  private long pauseMillis = MIN_PAUSE_MILLIS;

  DrainSpool(Spool spool, Database database, Upkeep upkeep, Counters counters) {
    this.spool = spool;
    this.database = database;
    this.upkeep = upkeep;
    this.counters = counters;
    this.drops = new DropLog(counters);
  }

  /** Runs until it is closed; what the database has not taken by then stays in the spool. */
  @Override
  public void run() {
    try {
      while (closed.getCount() > 0) {
        try {
          database.open();
          int written = writeNext();
          upkeep.retention().deleteSome();
          if (written < MAX_ROWS) {
            upkeep.missedEnds().endSome(this::writeAlone);
          }
          succeeded();
          if (written < MAX_ROWS) {
            closed.await(GATHER_MILLIS, TimeUnit.MILLISECONDS);
          }
          spool.await(WAIT);
        } catch (IOException | RuntimeException e) {
          pause(e);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Writes the oldest entries; how many. */
  private int writeNext() throws IOException {
    var records = spool.read(MAX_ROWS, MAX_BATCH_BYTES);
    var rows = decoded(records.values());
    if (!rows.isEmpty()) {
      write(rows);
    }
    spool.remove(records);
    // Counted only now, because what a database that is away does not take is read again.
    int unreadable = records.values().size() - rows.size() + (records.damaged() ? 1 : 0);
    if (unreadable > 0) {
      drops.add(unreadable, "a part of the spool cannot be read, as after a crash of the machine");
    }
    counters.spooledBytes.set(spool.bytes());
    return records.values().size();
  }

  private static List<Row> decoded(List<byte[]> records) {
    var rows = new ArrayList<Row>();
    for (byte[] record : records) {
      try {
        rows.add(RowCodec.decode(record));
      } catch (IOException e) {
        LOG.log(Level.WARNING, "an entry of the history's spool is skipped: {0}", e.getMessage());
      }
    }
    return rows;
  }

  private void write(List<Row> rows) {
    try {
      writeTogether(rows);
    } catch (RuntimeException e) {
      if (!isRefusal(e)) {
        throw e;
      }
      rows.forEach(this::writeAlone);
    }
  }

  private void writeTogether(List<Row> rows) {
    database
        .jdbi()
        .useHandle(
            handle -> {
              handle.useTransaction(transaction -> SubmissionTable.write(transaction, rows));
              database.flush(handle);
            });
    counters.written.addAndGet(rows.size());
  }

  /**
   * One row that the database will never take must not hold up the others.
   *
   * @return whether it has taken it
   */
  private boolean writeAlone(Row row) {
    try {
      writeTogether(List.of(row));
      return true;
    } catch (RuntimeException e) {
      if (!isRefusal(e)) {
        throw e;
      }
      drops.add(1, "the database refuses the entry of " + row.id() + ": " + reason(e));
      return false;
    }
  }

  /** Whether the values are at fault (classes 22, 23 and 54 of SQL states), not the database. */
  private static boolean isRefusal(Throwable failure) {
    for (var cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException e && e.getSQLState() != null) {
        return e.getSQLState().matches("(22|23|54).*");
      }
    }
    return false;
  }

  private void succeeded() {
    if (away) {
      LOG.log(Level.INFO, "the history is written again to {0}", database.where());
    }
    away = false;
    counters.outage = Optional.empty();
    pauseMillis = MIN_PAUSE_MILLIS;
  }

  private void pause(Exception failure) throws InterruptedException {
    if (!away) {
      LOG.log(
          Level.WARNING,
          "cannot write the history to {0}; its entries wait in the spool: {1}",
          database.where(),
          reason(failure));
    }
    away = true;
    counters.outage = Optional.of("the history cannot be written: " + reason(failure));
    closed.await(pauseMillis, TimeUnit.MILLISECONDS);
    pauseMillis = Math.min(2 * pauseMillis, MAX_PAUSE_MILLIS);
  }

  /**
   * What the database or the network said; what libraries add to it repeats statements and values.
   */
  private static String reason(Throwable failure) {
    var cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    var text = String.valueOf(cause.getMessage()).replaceAll("\\s+", " ");
    return cause.getClass().getSimpleName() + ": " + CleanText.of(text, MAX_REASON_CHARS);
  }

  void close() {
    closed.countDown();
    spool.endWaits();
  }
}
