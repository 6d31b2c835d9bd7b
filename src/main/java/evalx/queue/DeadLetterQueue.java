package evalx.queue;

import evalx.broker.BrokerAway;
import evalx.broker.Management;
import evalx.broker.Outgoing;
import evalx.broker.QueueControl;
import evalx.broker.QueueFull;
import evalx.broker.Sender;
import evalx.config.Settings;
import evalx.submission.SubmissionId;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;

/**
 * The dead letters for operators. Each method throws {@link evalx.broker.BrokerAway} when the
 * broker does not answer.
 */
@Singleton
public class DeadLetterQueue {
  static final String SOURCE = QueueNames.DEAD_LETTER_ADDRESS + "::" + QueueNames.DEAD_LETTER_QUEUE;

  private final BrowseLetters browse;
  private final QueueControl control;
  private final Sender sender;
  private final Management management;
  private final Duration timeToLive;

  @Inject
  DeadLetterQueue(
      BrowseLetters browse,
      QueueControl control,
      Sender sender,
      Management management,
      Settings settings) {
    this.browse = browse;
    this.control = control;
    this.sender = sender;
    this.management = management;
    this.timeToLive = settings.runs().jobs().taskTtl();
  }

  /**
   * Which letters are meant; empty parts mean any.
   *
   * @param language of the queue they come from
   */
  public record Filter(Optional<String> language, Optional<SubmissionId> token) {
    public static final Filter ALL = new Filter(Optional.empty(), Optional.empty());

    /** A filter of the broker's, and a JMS selector: both read properties alike. */
    String text() {
      var ofLanguage = language.map(QueueNames::jobs).map(Filter::fromQueue).orElse("");
      var ofToken = token.map(id -> MessageProperties.TOKEN + " = '" + id + "'").orElse("");
      return BrowseQueue.both(ofLanguage, ofToken);
    }

    private static String fromQueue(String queue) {
      return "%1$s = '%3$s' OR (%1$s IS NULL AND %2$s = '%3$s')"
          .formatted(MessageProperties.QUEUE, MessageProperties.BROKER_QUEUE, queue);
    }
  }

  /** A letter with its whole job. */
  public record Whole(DeadLetter letter, JobMessage job) {}

  /** Some letters: by priority, then oldest first. */
  public QueuePage<DeadLetter> page(Filter filter, Optional<Position> after, int limit) {
    return browse.page(SOURCE, filter, after, limit);
  }

  /** The same with their jobs; fewer where these are large. */
  public QueuePage<Whole> wholePage(Filter filter, Optional<Position> after, int limit) {
    return browse.wholePage(SOURCE, filter, after, limit);
  }

  /** The letter with this id. */
  public Optional<Whole> find(String id) {
    return browse.find(SOURCE, id);
  }

  /**
   * Looks for a place for the job of a letter.
   *
   * @throws QueueFull when its queue takes no more
   * @throws evalx.broker.SendRefused when its queue is gone
   */
  public void requireRoom(Whole letter) {
    var queue = letter.job().routing().queue();
    if (management.room(queue).isFull()) {
      throw new QueueFull(queue + " is full", null);
    }
  }

  /**
   * Sends the job of a letter to its queue again, as a new request: its attempts count from the
   * start, and its producer gets another reply. Doing so twice sends it once.
   *
   * @throws QueueFull when its queue takes no more
   * @throws evalx.broker.SendRefused when its queue is gone
   */
  public void sendAgain(Whole letter) {
    var job = letter.job().withUncounted(0);
    var copy = Copies.of(job, Outgoing.toQueue(job.routing().queue(), job.body().bytes()));
    try {
      sender.send(
          copy.within(Duration.ZERO, timeToLive)
              .once(letter.letter().id() + ":retry")
              .with(MessageProperties.REQUEST, Position.messageId(letter.letter().id())));
    } catch (QueueFull e) {
      // A full disk refuses a message in the same way as a full queue does, and those of others
      // too.
      requireRoom(letter);
      throw new BrokerAway("the broker has no room: " + e.getMessage(), e);
    }
  }

  /** Deletes a letter; says whether it was there. */
  public boolean delete(String id) {
    return control.remove(QueueNames.DEAD_LETTER_QUEUE, "AMQUserID = " + Position.quotedId(id)) > 0;
  }

  /** Deletes letters; says how many there were. */
  public int delete(Filter filter) {
    return control.remove(QueueNames.DEAD_LETTER_QUEUE, filter.text());
  }
}
