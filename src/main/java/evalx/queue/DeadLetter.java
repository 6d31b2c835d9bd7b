package evalx.queue;

import evalx.submission.SubmissionId;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A dead letter as operators see it in a list: a job that was given up.
 *
 * @param id by which it is found again; empty where its message has none
 * @param queue where it would be run
 * @param caller the key of who submitted it
 * @param level the JMS priority, 9 (first) to 0
 * @param size bytes of its body
 */
public record DeadLetter(
    String id, SubmissionId token, String queue, String caller, int level, int size, Death death) {

  /**
   * Why and when it was given up.
   *
   * @param reason as its client reads it
   * @param detail for operators only
   * @param attempts that were started of it; empty where its message does not say
   */
  public record Death(String reason, Optional<String> detail, OptionalInt attempts, Instant at) {}

  /** The language of its queue; empty where that is no queue of jobs. */
  public Optional<String> language() {
    return Optional.of(QueueNames.language(queue)).filter(language -> !language.isEmpty());
  }
}
