package evalx.admin;

import evalx.queue.DeadLetter;
import evalx.queue.DeadLetterQueue.Filter;
import evalx.queue.DeadLetterQueue.Whole;
import evalx.queue.Position;
import evalx.queue.QueuePage;
import evalx.queue.RejectedQueue;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * The latest messages of producers that were no submissions, each with what is wrong with it. Each
 * method throws {@link evalx.broker.BrokerAway} during an outage.
 */
@Singleton
public class RejectedLetters {
  private final RejectedQueue queue;

  @Inject
  RejectedLetters(RejectedQueue queue) {
    this.queue = queue;
  }

  /** Some of them: by priority, then oldest first. */
  public QueuePage<DeadLetter> page(Filter filter, Optional<Position> after, int limit) {
    return queue.page(filter, after, limit);
  }

  /**
   * One with the beginning of its body.
   *
   * @throws NotFound when it is not there
   */
  public Whole find(String id) {
    return LetterIds.checked(id)
        .flatMap(queue::find)
        .orElseThrow(() -> new NotFound("There is no such rejected message, or no more."));
  }
}
