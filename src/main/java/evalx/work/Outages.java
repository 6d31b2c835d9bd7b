package evalx.work;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Looks for all who ask at once: however many jobs wait for the end of an outage, one of them looks
 * and the others take its answer.
 */
@Singleton
class Outages implements OutageMonitor {
  private static final long MAX_AGE_NANOS = Duration.ofSeconds(1).toNanos();

  private final Probe probe;
  private final LongSupplier nanoTime;
  private Optional<Look> last = Optional.empty();

  @Inject
  Outages(Probe probe) {
    this(probe, System::nanoTime);
  }

  Outages(Probe probe, LongSupplier nanoTime) {
    this.probe = probe;
    this.nanoTime = nanoTime;
  }

  @Override
  public Optional<String> current() {
    return noOlderThan(nanoTime.getAsLong() - MAX_AGE_NANOS);
  }

  @Override
  public Optional<String> lookNow() {
    return noOlderThan(nanoTime.getAsLong());
  }

  private synchronized Optional<String> noOlderThan(long nanos) {
    if (last.isEmpty() || last.get().began() - nanos < 0) {
      var began = nanoTime.getAsLong();
      last = Optional.of(new Look(began, probe.look()));
    }
    return last.get().outage();
  }

  private record Look(long began, Optional<String> outage) {}

  /** Looks whether what jobs need is there. */
  interface Probe {
    /** What is away, if anything is. */
    Optional<String> look();
  }
}
