package evalx.execution;

import java.util.function.IntSupplier;

/** Reports progress at times, and only where there is some: never for each test case. */
final class ProgressReport {
  private final IntSupplier done;
  private final Progress progress;
  private int reported;

  ProgressReport(IntSupplier done, Progress progress) {
    this.done = done;
    this.progress = progress;
  }

  void report() {
    var now = done.getAsInt();
    if (now > reported) {
      reported = now;
      progress.done(now);
    }
  }
}
