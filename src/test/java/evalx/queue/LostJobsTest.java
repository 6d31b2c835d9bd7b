package evalx.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import evalx.submission.Verdict;
import jakarta.jms.Message;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LostJobsTest {
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch go = new CountDownLatch(1);
  private final AtomicInteger ended = new AtomicInteger();
  private final LostJobs lostJobs =
      new LostJobs(
          new DecodeJob(10, "evalx", Clock.systemUTC()),
          (job, verdict, reason) -> {
            begun.countDown();
            hold();
            ended.incrementAndGet();
          },
          expired -> false);

  private void hold() {
    try {
      go.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A message without properties and body. */
  private static Message message() {
    return (Message)
        Proxy.newProxyInstance(
            Message.class.getClassLoader(),
            new Class<?>[] {Message.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getJMSMessageID" -> "ID:1";
                  case "getJMSTimestamp", "getJMSExpiration" -> 0L;
                  case "getJMSPriority" -> 4;
                  case "propertyExists" -> false;
                  default -> null;
                });
  }

  /** The heap is planned for one of their messages. */
  @Test
  void oneIsEndedAtATimeWhicheverQueueItComesFrom() throws InterruptedException {
    var expired = new Thread(() -> lostJobs.expire(message()));
    var dead = new Thread(() -> lostJobs.end(message(), Verdict.INTERNAL_ERROR, "it died"));
    expired.start();
    begun.await();
    dead.start();
    await().until(() -> dead.getState() == Thread.State.BLOCKED);
    assertThat(ended).hasValue(0);

    go.countDown();
    expired.join();
    dead.join();
    assertThat(ended).hasValue(2);
  }
}
