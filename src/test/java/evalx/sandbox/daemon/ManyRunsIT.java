package evalx.sandbox.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.sandbox.Ending;
import evalx.sandbox.RunLimits;
import evalx.sandbox.RunReport;
import evalx.sandbox.RunRequest;
import evalx.sandbox.Spools;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** As many runs at a time as a large node has slots. */
@Tag("slow")
class ManyRunsIT {
  private static final int SLOTS = 500;
  private static final String UIDS = "1016000-1016999";
  private static final Duration NAP = Duration.ofSeconds(10);

  private static final RunRequest SLEEP =
      new RunRequest(
          new RunRequest.Invocation(List.of("/bin/sleep", "" + NAP.toSeconds()), Map.of()),
          Optional.empty(),
          new byte[0],
          new RunLimits(Duration.ofSeconds(1), Duration.ofSeconds(90), 8, RunLimits.SMALL.bytes()),
          RunRequest.Folder.EMPTY);

  @Test
  @Timeout(180)
  void fiveHundredBoxesSleepAtOnce() throws Exception {
    var threads = Executors.newFixedThreadPool(SLOTS);
    try (var daemon = new IsolateDaemon(UIDS, "--connections", "" + (SLOTS + 1));
        var sandbox = new NativeSandbox(daemon.socket(), SLOTS, Spools.temporary())) {
      long before = directMemory();
      var begin = new CyclicBarrier(SLOTS);
      List<Future<RunReport>> runs = new ArrayList<>();
      for (int i = 0; i < SLOTS; i++) {
        runs.add(
            threads.submit(
                () -> {
                  begin.await();
                  return sandbox.run(SLEEP);
                }));
      }
      long start = System.nanoTime();
      for (var run : runs) {
        assertThat(run.get().ending()).isEqualTo(new Ending.Exited(0));
      }
      var time = Duration.ofNanos(System.nanoTime() - start);
      assertThat(time).as("none waited for another's end").isLessThan(NAP.multipliedBy(2));
      assertThat(directMemory() - before).isLessThan(SLOTS * (32L << 10));
    } finally {
      threads.shutdownNow();
    }
  }

  private static long directMemory() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }
}
