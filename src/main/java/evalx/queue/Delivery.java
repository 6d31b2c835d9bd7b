package evalx.queue;

import evalx.submission.SubmissionId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A message as it was delivered.
 *
 * @param id names the message, the same at each delivery
 * @param queue the queue it was sent to
 * @param correlationId as the sender set it, or null
 * @param token made of the id where the sender set none
 * @param body the submission as JSON; of an unreadable one its beginning, or nothing
 * @param unreadable why the body is no submission, or only the beginning of one
 * @param replyTo the name of the queue to reply to
 * @param format the number of the message format
 * @param own whether EvalX itself sent it, and had found it sound before
 * @param excused attempts that do not count
 * @param count how often it was delivered, this time included
 * @param priority 0 (last) to 9 (first)
 * @param queued when it was sent
 * @param expires when it is to be dropped
 * @param reason why it is a dead letter
 * @param ends whether the token ends with it, on a dead letter
 */
record Delivery(
    String id,
    String queue,
    String correlationId,
    SubmissionId token,
    byte[] body,
    Optional<String> unreadable,
    Optional<String> replyTo,
    int format,
    boolean own,
    int excused,
    int count,
    int priority,
    Instant queued,
    Optional<Instant> expires,
    Optional<String> reason,
    boolean ends) {

  /** The language whose queue it was sent to; empty where that is no queue of jobs. */
  String language() {
    return queue.startsWith(Wire.JOBS) ? queue.substring(Wire.JOBS.length()) : "";
  }

  /** How long it may still wait; zero where it has no end. */
  Duration timeLeft(Instant now) {
    return expires
        .map(end -> Duration.between(now, end))
        .map(left -> left.compareTo(Duration.ofMillis(1)) < 0 ? Duration.ofMillis(1) : left)
        .orElse(Duration.ZERO);
  }
}
