package evalx.queue;

import evalx.queue.DeadLetterQueue.Filter;
import evalx.queue.DeadLetterQueue.Whole;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * The latest messages of producers that were no submissions, of which {@link DeadLetters#show}
 * keeps the beginnings. Each method throws {@link evalx.broker.BrokerAway} when the broker does not
 * answer.
 */
@Singleton
public class RejectedQueue {
  private final BrowseLetters browse;

  @Inject
  RejectedQueue(BrowseLetters browse) {
    this.browse = browse;
  }

  /** Some of them: by priority, then oldest first. */
  public QueuePage<DeadLetter> page(Filter filter, Optional<Position> after, int limit) {
    return browse.page(QueueNames.REJECTED, filter, after, limit);
  }

  /** The one with this id. */
  public Optional<Whole> find(String id) {
    return browse.find(QueueNames.REJECTED, id);
  }
}
