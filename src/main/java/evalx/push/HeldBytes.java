package evalx.push;

import evalx.config.MemoryPlan;
import evalx.limit.FairShare;
import evalx.submission.Caller;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/**
 * The bytes that all streams together hold on their way to clients. Those of one caller hold three
 * quarters of them at the most, however slowly it reads.
 */
@Singleton
final class HeldBytes {
  private static final int UNIT = 1024;

  private final FairShare units;

  @Inject
  HeldBytes(MemoryPlan memory) {
    this(memory.streamBytes());
  }

  HeldBytes(long max) {
    units = new FairShare(max / UNIT);
  }

  /** Nothing yet. */
  Share share(Caller caller) {
    return new Share(caller);
  }

  /** What one stream holds; not for several threads at a time. */
  final class Share implements AutoCloseable {
    private final Caller caller;
    private long held;

    private Share(Caller caller) {
      this.caller = caller;
    }

    /** Holds as many bytes, or what it held before where there is no room for more. */
    boolean hold(long bytes) {
      var wanted = (bytes + UNIT - 1) / UNIT;
      if (wanted > held && !units.take(caller, wanted - held)) {
        return false;
      }
      if (wanted < held) {
        units.release(caller, held - wanted);
      }
      held = wanted;
      return true;
    }

    /** Holds nothing any more. */
    @Override
    public void close() {
      units.release(caller, held);
      held = 0;
    }
  }
}
