package evalx.adapter;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Stops things in threads of their own, because a broker that hangs must not hang the server. */
final class StopInTime {
  private static final Logger LOG = System.getLogger(StopInTime.class.getName());

  private StopInTime() {}

  /** Waits no longer than this for it to stop. */
  static void run(long millis, String what, Runnable stop) {
    await(start(what, stop), millis, what);
  }

  static Thread start(String what, Runnable stop) {
    var thread = new Thread(stop, "evalx-stop-" + what);
    thread.setDaemon(true);
    // A thread that is left behind fails when the server unloads its classes, which is expected.
    thread.setUncaughtExceptionHandler((t, e) -> LOG.log(Level.DEBUG, "left behind", e));
    thread.start();
    return thread;
  }

  static void await(Thread thread, long millis, String what) {
    try {
      thread.join(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      LOG.log(Level.WARNING, "The {0} did not stop in time; no longer waiting for it", what);
    }
  }
}
