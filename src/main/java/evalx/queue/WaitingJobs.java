package evalx.queue;

import evalx.broker.QueueControl;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;

/**
 * The jobs that wait in the queues, as operators see and handle them. Each method throws {@link
 * evalx.broker.BrokerAway} when the broker does not answer.
 */
@Singleton
public class WaitingJobs {
  private final BrowseQueue browse;
  private final DecodeJob decodeJob;
  private final QueueControl control;

  @Inject
  WaitingJobs(BrowseQueue browse, DecodeJob decodeJob, QueueControl control) {
    this.browse = browse;
    this.decodeJob = decodeJob;
    this.control = control;
  }

  /** Some jobs of a language, in the order in which workers would take them. */
  public QueuePage<WaitingJob> page(String language, Optional<Position> after, int limit) {
    return browse.page(
        new BrowseQueue.Request(QueueNames.jobs(language), "", after, limit),
        message -> {
          var job = decodeJob.delivered(message);
          return new WaitingJob(
              job.id(),
              language,
              job.origin().caller().key(),
              job.routing().priority(),
              job.routing().queued());
        });
  }

  /** When the oldest job of a language was sent that waits. */
  public Optional<Instant> oldest(String language) {
    return browse.oldest(QueueNames.jobs(language));
  }

  /**
   * Removes jobs that no worker has in hand from the queue of a language; their submissions end as
   * cancelled.
   *
   * @param max how many
   * @return how many there were of them
   */
  public int purge(String language, int max) {
    return control.move(QueueNames.jobs(language), QueueNames.PURGED_TO_END, max);
  }
}
