package evalx.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import evalx.broker.Outgoing;
import evalx.queue.Messages;
import evalx.submission.SubmissionId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueuesTest {
  @TempDir static Path folder;
  private static Office office;

  private final Queues queues =
      new Queues(
          office.broker.control,
          office.waitingJobs,
          new Series(office.redis, Clock.systemUTC()),
          10_000,
          Clock.systemUTC());

  @BeforeAll
  static void open() {
    office = new Office(folder);
  }

  @AfterAll
  static void close() {
    office.close();
  }

  @BeforeEach
  void clear() {
    office.clear();
  }

  private static void send(int priority, Duration delay) {
    office.broker.sender.send(
        Outgoing.toQueue(Office.QUEUE, Messages.BODY.getBytes(StandardCharsets.UTF_8))
            .priority(priority)
            .within(delay, Duration.ofMinutes(5))
            .with("evalx_format", 2)
            .with("evalx_caller", "name:eva")
            .with("evalx_token", SubmissionId.random().toString()));
  }

  @Test
  void aQueueSaysWhatWaitsInIt() {
    send(4, Duration.ZERO);
    send(9, Duration.ZERO);
    send(4, Duration.ofMinutes(1));

    var queue = queues.of("python");

    assertThat(queue.name()).isEqualTo(Office.QUEUE);
    assertThat(queue.language()).contains("python");
    assertThat(queue.depth()).isEqualTo(3);
    assertThat(queue.waiting()).isEqualTo(2);
    assertThat(queue.delayed()).isEqualTo(1);
    assertThat(queue.consumers()).isZero();
    assertThat(queue.maxDepth()).contains(10_000);
    assertThat(queue.oldestAge().orElseThrow()).isBetween(0.0, 300.0);
  }

  @Test
  void theSeriesIsToldHowLongTheNextJobHasWaited() {
    var sample = new SampleQueues(office.broker.management);
    assertThat(sample.sample()).containsEntry("depth", 0L).containsEntry("oldest_millis", 0L);
    send(4, Duration.ofMinutes(1));
    assertThat(sample.sample()).containsEntry("depth", 1L).containsEntry("oldest_millis", 0L);
    send(4, Duration.ZERO);

    await("a job that has waited").until(() -> sample.sample().get("oldest_millis") > 20);
    assertThat(sample.sample().get("oldest_millis")).isLessThan(60_000);
  }

  @Test
  void theQueuesOfLanguagesComeFirst() {
    assertThat(queues.all())
        .extracting(Queues.Shown::name)
        .startsWith(Office.QUEUE)
        .contains("evalx.dlq", "evalx.purged.end");
    assertThatThrownBy(() -> queues.of("cobol")).isInstanceOf(NotFound.class);
  }

  @Test
  void aPauseHoldsUntilTheQueueIsResumed() {
    assertThat(queues.pause("python").paused()).isTrue();
    office.server.stop();
    office.server.start();
    assertThat(queues.of("python").paused()).as("after a restart of the broker").isTrue();
    assertThat(queues.resume("python").paused()).isFalse();
  }

  @Test
  void whatIsPurgedGoesWhereItsSubmissionsAreEnded() {
    send(4, Duration.ZERO);
    send(9, Duration.ZERO);
    send(4, Duration.ofMinutes(1));

    assertThat(queues.purge("python")).isEqualTo(new Queues.Purged("python", 3, 0));
    assertThat(office.broker.management.depth("evalx.purged.end")).isEqualTo(3);
  }

  @Test
  void theJobsThatWaitAreShownByPages() {
    for (int i = 0; i < 5; i++) {
      send(4, Duration.ZERO);
    }
    var first = office.waitingJobs.page("python", Optional.empty(), 3);
    var second = office.waitingJobs.page("python", first.next(), 3);

    assertThat(first.items()).hasSize(3);
    assertThat(second.items()).hasSize(2).doesNotContainAnyElementsOf(first.items());
    assertThat(second.next()).isEmpty();
    assertThat(first.items().get(0).caller()).isEqualTo("name:eva");
  }
}
