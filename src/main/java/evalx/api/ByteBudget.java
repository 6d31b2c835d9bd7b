package evalx.api;

import evalx.limit.FairShare;
import evalx.submission.Caller;
import java.util.Optional;

/**
 * A bound of the bytes that are held for clients at a time, and of the requests that hold them. One
 * caller may hold three quarters of both.
 */
class ByteBudget {
  private final FairShare requests;
  private final FairShare bytes;
  private final long maxBytes;

  ByteBudget(int maxRequests, long maxBytes) {
    this.requests = new FairShare(maxRequests);
    this.bytes = new FairShare(maxBytes);
    this.maxBytes = maxBytes;
  }

  /**
   * The right to hold some bytes until it is closed; empty when too many are held already, for all
   * or for this caller.
   */
  Optional<Permit> take(Caller caller, long wanted) {
    var granted = Math.min(maxBytes, wanted);
    if (!requests.take(caller, 1)) {
      return Optional.empty();
    }
    if (!bytes.take(caller, granted)) {
      requests.release(caller, 1);
      return Optional.empty();
    }
    return Optional.of(new Permit(caller, granted));
  }

  /** May be closed more than once. */
  final class Permit implements AutoCloseable {
    private final Caller caller;
    private long held;
    private boolean closed;

    private Permit(Caller caller, long held) {
      this.caller = caller;
      this.held = held;
    }

    /** Whether some more bytes may be held until it is closed. */
    synchronized boolean grow(long more) {
      if (closed || !bytes.take(caller, more)) {
        return false;
      }
      held += more;
      return true;
    }

    @Override
    public synchronized void close() {
      if (!closed) {
        closed = true;
        bytes.release(caller, held);
        requests.release(caller, 1);
      }
    }
  }
}
