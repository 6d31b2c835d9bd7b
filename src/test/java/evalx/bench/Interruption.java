package evalx.bench;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * An end by a signal: the bench is interrupted, closes what it has open and reports what it has.
 * Programs that it waits for are ended.
 */
final class Interruption {
  private static final int CLEARING_SECONDS = 60;

  private final Thread bench;
  private final CountDownLatch done = new CountDownLatch(1);

  private Interruption(Thread bench) {
    this.bench = bench;
  }

  static Interruption ofThisThread() {
    var interruption = new Interruption(Thread.currentThread());
    Runtime.getRuntime().addShutdownHook(new Thread(interruption::interrupt));
    return interruption;
  }

  /** The shutdown may go on; a bench that ends by itself is not interrupted any more. */
  void done() {
    done.countDown();
  }

  private void interrupt() {
    if (done.getCount() == 0) {
      return;
    }
    bench.interrupt();
    SpawnLoop.endAll();
    try {
      done.await(CLEARING_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
