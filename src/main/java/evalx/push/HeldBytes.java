package evalx.push;

import evalx.config.MemoryPlan;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.Semaphore;

/** The bytes that all streams together hold on their way to clients. */
@Singleton
final class HeldBytes {
  private static final int UNIT = 1024;

  private final Semaphore units;

  @Inject
  HeldBytes(MemoryPlan memory) {
    this(memory.streamBytes());
  }

  HeldBytes(long max) {
    units = new Semaphore(Math.toIntExact(max / UNIT));
  }

  /** Nothing yet. */
  Share share() {
    return new Share();
  }

  /** What one stream holds; not for several threads at a time. */
  final class Share implements AutoCloseable {
    private int held;

    private Share() {}

    /** Holds as many bytes, or what it held before where there is no room for more. */
    boolean hold(long bytes) {
      var wanted = Math.toIntExact((bytes + UNIT - 1) / UNIT);
      if (wanted > held && !units.tryAcquire(wanted - held)) {
        return false;
      }
      if (wanted < held) {
        units.release(held - wanted);
      }
      held = wanted;
      return true;
    }

    /** Holds nothing any more. */
    @Override
    public void close() {
      units.release(held);
      held = 0;
    }
  }
}
