package evalx.payara;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Puts {@link AnswerBrokenRequests} in front of each HTTP listener of Payara, and {@link
 * AnswerUnreadable} beside its parser: when the application starts, and with a listener that is not
 * there yet, at the first request that comes from it. On other servers it does nothing.
 */
public final class ListenerGuard implements AutoCloseable {
  private static final Logger LOG = System.getLogger(ListenerGuard.class.getName());

  private final Set<Integer> ports = ConcurrentHashMap.newKeySet();
  private final Queue<AutoCloseable> guards = new ConcurrentLinkedQueue<>();

  /** Sees to the listeners that are there. */
  public void begin() {
    try {
      GuardedListener.all(guards);
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      LOG.log(Level.DEBUG, "listeners are guarded from the first request on that they get", e);
    }
  }

  /** Sees to the listener of a request. */
  public void look(HttpServletRequest request) {
    if (PayaraConnection.isOfPayara(request) && ports.add(request.getLocalPort())) {
      try {
        guards.addAll(GuardedListener.of(PayaraConnection.coyoteRequest(request)));
      } catch (ReflectiveOperationException | LinkageError e) {
        LOG.log(
            Level.WARNING,
            "This version of Payara is not known: it answers broken requests itself, without a body,"
                + " some with 200",
            e);
      }
    }
  }

  /** Leaves the server as it was found. */
  @Override
  public void close() {
    for (var guard = guards.poll(); guard != null; guard = guards.poll()) {
      try {
        guard.close();
      } catch (Exception e) {
        LOG.log(Level.WARNING, "A listener of Payara could not be left as it was", e);
      }
    }
  }
}
