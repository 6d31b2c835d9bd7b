package evalx.queue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import evalx.submission.Verdict;
import jakarta.jms.BytesMessage;
import jakarta.jms.Message;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
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

  /** Its bytes can be read once, as those of a message of the broker. */
  private static Message bytes(String body) {
    var left = new AtomicInteger(body.length());
    return (Message)
        Proxy.newProxyInstance(
            Message.class.getClassLoader(),
            new Class<?>[] {BytesMessage.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getBodyLength" -> (long) body.length();
                  case "readBytes" -> {
                    int length = left.getAndSet(0);
                    System.arraycopy(body.getBytes(UTF_8), 0, arguments[0], 0, length);
                    yield length == 0 ? -1 : length;
                  }
                  default -> method.invoke(message(), arguments);
                });
  }

  @Test
  void anExpiredJobIsEndedWithItsBody() {
    var ended = new AtomicReference<JobMessage>();
    var asked = new AtomicReference<JobMessage>();
    var lostJobs =
        new LostJobs(
            new DecodeJob(10, "evalx", Clock.systemUTC()),
            (job, verdict, reason) -> ended.set(job),
            expired -> {
              asked.set(expired);
              return false;
            });

    lostJobs.expire(bytes("{}"));

    assertThat(asked.get().body().bytes()).asString(UTF_8).isEqualTo("{}");
    assertThat(ended.get().body().bytes()).asString(UTF_8).isEqualTo("{}");
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
