package evalx.queue;

import evalx.queue.DeadLetterQueue.Filter;
import evalx.queue.DeadLetterQueue.Whole;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/** Shows the letters of a queue: jobs that will not be run, each with the reason. */
@Singleton
final class BrowseLetters {
  /** Of the jobs of a page, all but the last. */
  private static final int MAX_PAGE_BYTES = 4 << 20;

  private static final String GAVE_UP = "the broker gave up on it";

  private final BrowseQueue browse;
  private final DecodeJob decodeJob;

  @Inject
  BrowseLetters(BrowseQueue browse, DecodeJob decodeJob) {
    this.browse = browse;
    this.decodeJob = decodeJob;
  }

  /** Some letters: by priority, then oldest first. */
  QueuePage<DeadLetter> page(String queue, Filter filter, Optional<Position> after, int limit) {
    return browse.page(
        new BrowseQueue.Request(queue, filter.text(), after, limit),
        message -> whole(message).letter());
  }

  /** The same with their jobs; fewer where these are large. */
  QueuePage<Whole> wholePage(String queue, Filter filter, Optional<Position> after, int limit) {
    return browse.page(
        new BrowseQueue.Request(queue, filter.text(), after, limit),
        this::whole,
        new BrowseQueue.Room<>(whole -> whole.job().body().bytes().length, MAX_PAGE_BYTES));
  }

  /** The letter with this id. */
  Optional<Whole> find(String queue, String id) {
    var request =
        new BrowseQueue.Request(
            queue, "JMSMessageID = " + Position.quotedId(id), Optional.empty(), 1);
    return browse.page(request, this::whole).items().stream().findFirst();
  }

  private Whole whole(Message message) throws JMSException {
    var job = decodeJob.lost(message);
    var death =
        new DeadLetter.Death(
            decodeJob.reason(message).orElse(GAVE_UP),
            decodeJob.detail(message),
            attempts(message),
            Instant.ofEpochMilli(message.getJMSTimestamp()));
    var letter =
        new DeadLetter(
            Position.of(message).id(),
            job.id(),
            job.routing().queue(),
            job.origin().caller().key(),
            job.routing().priority(),
            job.body().bytes().length,
            death);
    return new Whole(letter, job);
  }

  private OptionalInt attempts(Message message) {
    return decodeJob.attempts(message).map(OptionalInt::of).orElse(OptionalInt.empty());
  }
}
