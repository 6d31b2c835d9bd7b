package evalx.execution;

import java.util.function.IntSupplier;

/** Reports progress at times, and only where there is some: never for each test case. */
final class ProgressReport {
  private final IntSupplier done;
  private final RunListener listener;
  private int reported;

  ProgressReport(IntSupplier done, RunListener listener) {
    this.done = done;
    this.listener = listener;
  }

  void report() {
    var now = done.getAsInt();
    if (now > reported) {
      reported = now;
      listener.done(now);
    }
  }
}
