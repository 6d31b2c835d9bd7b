package evalx.history;

import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what becomes of entries. */
@Singleton
class Counters {
  final AtomicLong written = new AtomicLong();
  final AtomicLong dropped = new AtomicLong();
  final AtomicLong spooledBytes = new AtomicLong();

  /** Why the database cannot be written now; empty while it can. */
  volatile Optional<String> outage = Optional.empty();

  HistoryCounts now() {
    return new HistoryCounts(written.get(), dropped.get(), spooledBytes.get());
  }
}
