package evalx.notification;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.submission.SubmissionId;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WaitersTest {
  private final Waiters waiters = new Waiters();
  private final SubmissionId token = SubmissionId.random();
  private final AtomicInteger calls = new AtomicInteger();
  private final Runnable callback = calls::incrementAndGet;

  @Test
  void whoWaitsForATokenHearsOfItAndOfNoOther() {
    waiters.add(token, callback);

    waiters.wake(SubmissionId.random());
    assertThat(calls).hasValue(0);
    waiters.wake(token);
    assertThat(calls).hasValue(1);
    waiters.wakeAll();
    assertThat(calls).hasValue(2);
  }

  @Test
  void whoWaitsNoLongerHearsNothing() {
    waiters.add(token, callback);
    waiters.remove(token, callback);
    waiters.remove(token, callback);

    waiters.wake(token);
    waiters.wakeAll();

    assertThat(calls).hasValue(0);
  }

  @Test
  void aCallbackThatBreaksIsNobodyElsesTrouble() {
    for (int i = 0; i < 20; i++) {
      waiters.add(
          token,
          () -> {
            calls.incrementAndGet();
            throw new RejectedExecutionException("too many tasks wait");
          });
    }

    waiters.wake(token);
    assertThat(calls).hasValue(20);
    waiters.wakeAll();
    assertThat(calls).hasValue(40);
  }

  @Test
  void noMoreThanABoundedNumberWait() {
    var accepted = 0;
    while (waiters.add(token, new Waiter())) {
      accepted++;
    }

    assertThat(accepted).isEqualTo(20_000);
  }

  private static final class Waiter implements Runnable {
    @Override
    public void run() {}
  }
}
