package evalx.queue;

import evalx.broker.QueueControl;
import evalx.broker.QueueState;
import evalx.config.Settings;
import evalx.submission.SubmissionId;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
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
  private final String application;

  @Inject
  WaitingJobs(BrowseQueue browse, DecodeJob decodeJob, QueueControl control, Settings settings) {
    this.browse = browse;
    this.decodeJob = decodeJob;
    this.control = control;
    this.application = settings.broker().user().name();
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

  /**
   * The job of a submission of which its message alone may tell: one that an outside producer sent,
   * or that was put back under its token. All others are known as soon as they are accepted.
   */
  public Optional<JobMessage> find(SubmissionId id) {
    return search(id).map(Found::job);
  }

  /**
   * Removes such a job from its queue unless a worker has it in hand; its submission ends as
   * cancelled.
   *
   * @return whether it was there
   */
  public boolean purge(SubmissionId id) {
    return search(id)
        .map(
            found ->
                control.moveOne(
                    found.job().routing().queue(), QueueNames.PURGED_TO_END, found.number()))
        .orElse(false);
  }

  /**
   * A job.
   *
   * @param number by which the broker knows its message
   */
  private record Found(JobMessage job, long number) {}

  private Optional<Found> search(SubmissionId id) {
    return control.states(QueueNames.JOBS).stream()
        .filter(state -> state.counts().ready() > 0)
        .map(QueueState::name)
        .flatMap(queue -> browse.first(queue, mayBeOf(id), message -> found(message, id)).stream())
        .findFirst();
  }

  private Optional<Found> found(Message message, SubmissionId id) throws JMSException {
    return decodeJob.submission(message).equals(id)
        ? Optional.of(
            new Found(
                decodeJob.delivered(message), message.getLongProperty(MessageProperties.NUMBER)))
        : Optional.empty();
  }

  /** Leaves out what EvalX itself sent for others: an outside producer's token is in no message. */
  private String mayBeOf(SubmissionId id) {
    return "%1$s = '%2$s' OR %3$s IS NULL OR %3$s <> '%4$s'"
        .formatted(
            MessageProperties.TOKEN, id, MessageProperties.ACCOUNT, application.replace("'", "''"));
  }
}
