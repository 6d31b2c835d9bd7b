package evalx.api;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Tells the log once that a part of the service is away and once that it is back, however many
 * requests are refused in the meantime: how long the log is must not be up to clients.
 */
final class Outages {
  /** Clients are told to try again after five seconds; when none fails any more, it is over. */
  static final Duration QUIET = Duration.ofSeconds(30);

  private static final Logger LOG = System.getLogger(Outages.class.getName());

  private final Map<String, Outage> open = new ConcurrentHashMap<>();
  private final LongSupplier nanos;

  Outages(LongSupplier nanos) {
    this.nanos = nanos;
  }

  private record Outage(long refused, long latest) {}

  /** Counts a request that is answered with 503 because a part is away. */
  synchronized void refused(String part, Throwable cause) {
    look();
    var before = open.get(part);
    if (before == null) {
      LOG.log(
          Level.WARNING,
          "{0} is away, so requests are answered with 503, which are counted: {1}",
          part,
          cause.getMessage());
    }
    open.put(part, new Outage(before == null ? 1 : before.refused() + 1, nanos.getAsLong()));
  }

  /** Says of which parts no request has failed for a while; to be called at each request. */
  void look() {
    if (!open.isEmpty()) {
      endQuiet();
    }
  }

  private synchronized void endQuiet() {
    var now = nanos.getAsLong();
    open.entrySet()
        .removeIf(
            entry -> {
              var over = now - entry.getValue().latest() >= QUIET.toNanos();
              if (over) {
                LOG.log(
                    Level.INFO,
                    "{0} has failed no request for {1} seconds: the outage is over; {2} were"
                        + " answered with 503",
                    entry.getKey(),
                    QUIET.toSeconds(),
                    Long.toString(entry.getValue().refused()));
              }
              return over;
            });
  }
}
