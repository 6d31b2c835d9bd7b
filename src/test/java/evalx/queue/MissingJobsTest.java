package evalx.queue;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.adapter.TestBroker;
import evalx.broker.BrokerAccess;
import evalx.broker.Outgoing;
import evalx.config.Settings;
import evalx.submission.SubmissionId;
import jakarta.jms.Session;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MissingJobsTest {
  private static final String QUEUE = QueueNames.jobs("python");

  @TempDir Path folder;
  private final SubmissionId one = SubmissionId.random();
  private final SubmissionId other = SubmissionId.random();
  private TestBroker broker;
  private BrokerAccess access;
  private MissingJobs missingJobs;

  @BeforeEach
  void start() {
    broker = new TestBroker(folder, Map.of());
    access = new BrokerAccess(broker.outbound());
    access.check.look();
    access.management.ensureQueue(QUEUE);
    missingJobs =
        new MissingJobs(
            access.browser, access.management, new DecodeJob(Settings.of(name -> null)));
  }

  @AfterEach
  void stop() {
    access.close();
    broker.close();
  }

  private static Outgoing message(SubmissionId id) {
    return message(QUEUE).with(MessageProperties.TOKEN, id.toString());
  }

  private static Outgoing message(String queue) {
    return Outgoing.toQueue(queue, new byte[] {1});
  }

  private Set<SubmissionId> missing() {
    return missingJobs.among("python", Set.of(one, other));
  }

  @Test
  void aJobIsMissingWhoseMessageAloneWasRemoved() {
    access.sender.send(message(one));
    access.sender.send(message(other));
    assertThat(missing()).isEmpty();

    access.control.remove(QUEUE, MessageProperties.TOKEN + " = '" + one + "'");
    assertThat(missing()).containsExactly(one);
  }

  @Test
  void allAreMissingOfAnEmptyQueue() {
    assertThat(missing()).containsExactlyInAnyOrder(one, other);
  }

  @Test
  void aJobInHandIsNotMissing() throws Exception {
    access.sender.send(message(one));
    try (var connection = broker.outbound().createConnection();
        var session = connection.createSession(false, Session.CLIENT_ACKNOWLEDGE);
        var consumer = session.createConsumer(session.createQueue(QUEUE))) {
      connection.start();
      assertThat(consumer.receive(10_000)).isNotNull();

      assertThat(missing()).containsExactly(other);
    }
  }

  @Test
  void aDelayedMessageMayBeThatOfAny() {
    access.sender.send(message(other).within(Duration.ofHours(1), Duration.ZERO));

    assertThat(missing()).isEmpty();
  }

  /** A producer's: its token follows from its id. */
  @Test
  void aMessageWithoutATokenMayBeThatOfAny() {
    access.sender.send(message(QUEUE));

    assertThat(missing()).isEmpty();
  }

  /** Its retry may have broken off before its message was sent, and will be made again. */
  @Test
  void aDeadLetterIsNotMissing() {
    new DeadLetters(access.sender).add(Messages.of(one), OptionalInt.of(3), "died", "");
    access.control.remove(QueueNames.DEAD_LETTERS_TO_END, "");

    assertThat(missing()).containsExactly(other);
  }

  @Test
  void oneAmongThoseToBeEndedMayBeThatOfAny() {
    access.sender.send(message(QueueNames.PURGED_TO_END));

    assertThat(missing()).isEmpty();
  }
}
