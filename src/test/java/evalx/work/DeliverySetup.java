package evalx.work;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.queue.JobMessage;
import evalx.queue.Messages;
import evalx.queue.QueueNames;
import evalx.queue.RecordingSender;
import evalx.submission.SubmissionId;
import org.junit.jupiter.api.Timeout;

/** Hands deliveries to a worker whose surroundings are fakes. */
@Timeout(60)
abstract class DeliverySetup {
  final SubmissionId id = SubmissionId.random();
  final Workshop shop = new Workshop();

  void handle(JobMessage message) {
    shop.handle(message);
  }

  Object deadLetter(String property) {
    var dead = shop.broker.to(QueueNames.DEAD_LETTER_ADDRESS);
    assertThat(dead).hasSize(1);
    return RecordingSender.property(dead.get(0), property);
  }

  Object rejection(String property) {
    var rejected = shop.broker.to(QueueNames.REJECTED);
    assertThat(rejected).hasSize(1);
    return RecordingSender.property(rejected.get(0), property);
  }

  Object copy(String property) {
    var copies = shop.broker.to(Messages.QUEUE);
    assertThat(copies).hasSize(1);
    return RecordingSender.property(copies.get(0), property);
  }
}
