package evalx.sandbox.daemon;

import java.io.IOException;
import java.nio.channels.Channel;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Closes channels whose deadline has passed, because blocking channels have no time-outs and a
 * selector would cost each run several more system calls.
 */
public final class Watchdog implements AutoCloseable {
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(
          1,
          task -> {
            var thread = new Thread(task, "sandbox-watchdog");
            thread.setDaemon(true);
            return thread;
          });

  public Watchdog() {
    timer.setRemoveOnCancelPolicy(true);
  }

  /** Closes the channel after this time unless the future is cancelled first. */
  public Future<?> closeAfter(Duration time, Channel channel) {
    return timer.schedule(() -> close(channel), time.toNanos(), TimeUnit.NANOSECONDS);
  }

  private static void close(Channel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new IllegalStateException("cannot close a channel", e);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
