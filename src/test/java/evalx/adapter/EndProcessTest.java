package evalx.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EndProcessTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  private final List<String> happened = new CopyOnWriteArrayList<>();

  @Test
  void givesUpJobsBeforeItEndsTheProcess() {
    var end =
        new EndProcess(() -> happened.add("closed"), status -> happened.add("halted " + status));

    end.start();
    end.start();

    await().atMost(SOON).until(() -> happened.size() == 2);
    assertThat(happened).containsExactly("closed", "halted 74");
  }

  @Test
  void endsTheProcessAlsoWhenTheJobsHang() {
    var hang = new CountDownLatch(1);
    var end =
        new EndProcess(
            () -> {
              try {
                hang.await(2 * SOON.toSeconds(), TimeUnit.SECONDS);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            status -> happened.add("halted"));

    end.start();

    await().atMost(SOON).until(() -> !happened.isEmpty());
    hang.countDown();
  }
}
