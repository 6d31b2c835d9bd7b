package evalx.adapter;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;

/**
 * Ends this process after its embedded broker has stopped by itself, so that the supervisor starts
 * both again. Without a broker the node can do nothing: it neither accepts jobs nor commits one,
 * and Artemis does not start the same server twice. An orderly shutdown of the app server is no
 * option: what stopped the broker (a journal that cannot be written) may hang it as well.
 */
final class EndProcess {
  /** As sysexits.h: an input or output error. */
  static final int STATUS = 74;

  private static final Logger LOG = System.getLogger(EndProcess.class.getName());
  private static final long CLOSE_MILLIS = 6_000;

  private final AtomicBoolean started = new AtomicBoolean();
  private final Runnable closeListeners;
  private final IntConsumer halt;

  /**
   * @param closeListeners interrupts the jobs in work, so that their attempts do not count
   * @param halt ends the process with a status
   */
  EndProcess(Runnable closeListeners, IntConsumer halt) {
    this.closeListeners = closeListeners;
    this.halt = halt;
  }

  /** Returns at once: the broker calls it while it stops. */
  void start() {
    if (started.compareAndSet(false, true)) {
      LOG.log(
          Level.ERROR,
          "The embedded broker stopped by itself. Abandoning running jobs and ending this process"
              + " with status {0} within {1} s, to be started again by its supervisor",
          STATUS,
          CLOSE_MILLIS / 1000);
      var thread = new Thread(this::end, "evalx-end");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private void end() {
    try {
      var closing = new Thread(closeListeners, "evalx-end-listeners");
      closing.setDaemon(true);
      closing.start();
      closing.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      LOG.log(Level.DEBUG, "Interrupted; no longer waiting for the listeners", e);
    } finally {
      halt.accept(STATUS);
    }
  }
}
