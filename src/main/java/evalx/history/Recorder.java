package evalx.history;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Records what happens to submissions, on two threads of its own. */
final class Recorder implements AutoCloseable {
  /** Longer than an answer of the database may take. */
  private static final long CLOSE_MILLIS = TimeUnit.SECONDS.toMillis(6);

  private static final Logger LOG = System.getLogger(Recorder.class.getName());

  private final Backlog backlog;
  private final Database database;
  private final FillSpool fill;
  private final DrainSpool drain;
  private final DropLog drops;
  private @Nullable Thread filling;
  private @Nullable Thread draining;

  /** Begins with what an earlier process had heard when it was killed. */
  Recorder(
      Backlog backlog, Database database, Upkeep upkeep, PackResult packResult, Counters counters) {
    this.backlog = backlog;
    this.database = database;
    this.fill = new FillSpool(backlog, packResult, counters);
    this.drain = new DrainSpool(backlog.spool(), database, upkeep, counters);
    this.drops = new DropLog(counters);
    fill.moveLeft();
  }

  /** Begins with what an earlier process left in the spool. */
  void start(ThreadFactory threads) {
    filling = threads.newThread(fill);
    draining = threads.newThread(drain);
    filling.start();
    draining.start();
  }

  /** Remembers an entry, or drops it when too much waits; never waits itself. */
  void note(Noted entry) {
    if (!backlog.inbox().add(entry)) {
      drops.add(1, "too much waits in memory; the state's disk is slow");
    }
  }

  /**
   * Ends within some seconds; what the database has not got by then is in the spool for the next
   * start.
   */
  @Override
  public void close() {
    fill.close();
    join(filling);
    drain.close();
    join(draining);
    try {
      backlog.spool().close();
      database.close();
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.WARNING, "the history did not close cleanly: {0}", e.getMessage());
    }
  }

  private static void join(@Nullable Thread thread) {
    try {
      if (thread != null) {
        thread.join(CLOSE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
