package evalx.api;

import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/** A bound of the bytes that are held for clients at a time, and of the clients that hold them. */
class ByteBudget {
  private static final int UNIT = 1024;

  private final Semaphore clients;
  private final Semaphore units;
  private final int maxUnits;

  ByteBudget(int maxClients, long maxBytes) {
    this.maxUnits = Math.toIntExact(Math.min(Integer.MAX_VALUE, maxBytes / UNIT));
    this.clients = new Semaphore(maxClients);
    this.units = new Semaphore(maxUnits);
  }

  /** The right to hold some bytes until it is closed; empty when too many are held already. */
  Optional<Permit> take(long bytes) {
    var wanted = (int) Math.min(maxUnits, (bytes + UNIT - 1) / UNIT);
    if (!clients.tryAcquire()) {
      return Optional.empty();
    }
    if (!units.tryAcquire(wanted)) {
      clients.release();
      return Optional.empty();
    }
    return Optional.of(new Permit(wanted));
  }

  /** May be closed more than once. */
  final class Permit implements AutoCloseable {
    private final int held;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Permit(int held) {
      this.held = held;
    }

    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        units.release(held);
        clients.release();
      }
    }
  }
}
