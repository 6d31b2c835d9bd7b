package evalx.queue;

import evalx.broker.Management;
import evalx.broker.MessageBrowser;
import evalx.submission.SubmissionId;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds jobs whose messages somebody removed from their queue, which no broker tells. */
@Singleton
public class MissingJobs {
  private final MessageBrowser browser;
  private final Management management;
  private final DecodeJob decodeJob;

  @Inject
  MissingJobs(MessageBrowser browser, Management management, DecodeJob decodeJob) {
    this.browser = browser;
    this.management = management;
    this.decodeJob = decodeJob;
  }

  /**
   * Those of some jobs of a language of which the broker has no message, nor a dead letter: the
   * retry of one may have broken off before its message was sent, and is made again. None where it
   * cannot be told: a producer's message bears no token until EvalX sends a copy of it, and of
   * delayed messages only the number is known. The queue is looked at in steps, so that a message
   * which moves meanwhile may be missed: only a job that is missing again later is gone.
   *
   * @throws evalx.broker.BrokerAway when the broker does not answer
   * @throws evalx.broker.SendRefused when there is no such queue
   */
  public Set<SubmissionId> among(String language, Set<SubmissionId> ids) {
    var queue = QueueNames.jobs(language);
    var seen = new Seen(ids);
    browser.browse(queue, seen.selector(), seen::look);
    if (!seen.left.isEmpty()) {
      management.inHand(queue, MessageProperties.TOKEN).forEach(seen::note);
    }
    if (seen.left.isEmpty() || management.mayHideJobs(queue)) {
      return Set.of();
    }
    browser.browse(
        DeadLetterQueue.SOURCE,
        seen.selector(),
        letter -> seen.note(decodeJob.lostSubmission(letter).toString()));
    return seen.left;
  }

  /** The jobs whose messages were not seen. */
  private static final class Seen {
    final Set<SubmissionId> left;

    Seen(Set<SubmissionId> ids) {
      left = new HashSet<>(ids);
    }

    String selector() {
      var tokens =
          left.stream().map(id -> "'" + id + "'").collect(Collectors.joining(", ", "(", ")"));
      return "%1$s IN %2$s OR %1$s IS NULL".formatted(MessageProperties.TOKEN, tokens);
    }

    boolean look(Message message) throws JMSException {
      return note(String.valueOf(message.getStringProperty(MessageProperties.TOKEN)));
    }

    /** A message without a token may be that of any; whether to look further. */
    boolean note(String token) {
      if (token.equals(Management.NO_VALUE)) {
        left.clear();
      } else {
        left.removeIf(id -> id.toString().equals(token));
      }
      return !left.isEmpty();
    }
  }
}
