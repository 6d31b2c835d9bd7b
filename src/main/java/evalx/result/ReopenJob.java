package evalx.result;

import evalx.config.Settings;
import evalx.redis.Keys;
import evalx.redis.Redis;
import evalx.redis.Script;
import evalx.submission.Phase;
import evalx.submission.SubmissionId;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Lets the job of a dead letter run again: the one way back from a final state. */
@Singleton
public class ReopenJob {
  private static final Script REOPEN = Script.load("reopen");
  private static final Script RELEASE =
      Script.of(
              """
              if redis.call('HGET', KEYS[1], 'letter') == ARGV[1] then
                redis.call('HDEL', KEYS[1], 'lease')
              end
              """)
          .repeatable();

  /** Longer than a message takes to be sent and another to be deleted. */
  private static final Duration LEASE = Duration.ofSeconds(20);

  private static final byte[] NONE = {};

  private final Redis redis;
  private final Duration ttl;

  @Inject
  public ReopenJob(Redis redis, Settings settings) {
    this.redis = redis;
    this.ttl = JobStates.ttl(settings.runs().jobs());
  }

  /**
   * A dead letter.
   *
   * @param letter the id of its message
   * @param body of its message
   */
  public record Letter(SubmissionId id, String letter, byte[] body, JobDescription description) {}

  /** What came of it. */
  public enum Outcome {
    /** Its result is deleted, and it waits. */
    REOPENED,
    /** This letter has reopened it before, and it has not ended since. */
    AGAIN,
    /** The same, and another call is about to send its message. */
    BUSY,
    /** This letter has reopened it before, and it has ended since. */
    ENDED,
    /** It has another result than the one that was seen. */
    CHANGED
  }

  /**
   * Deletes the result of a submission and makes its state that of one that was never started. Who
   * is told so, or {@link Outcome#AGAIN}, sends its message within 20 seconds: others are told
   * {@link Outcome#BUSY} until then.
   *
   * @param seen its result as it was when the caller decided this; empty where it had none
   * @throws evalx.redis.RedisAway during an outage; to do it again then does no harm
   */
  public Outcome reopen(Letter letter, Optional<StoredResult> seen, Instant now) {
    var description = letter.description();
    var outcome =
        redis.run(
            REOPEN,
            List.of(
                Keys.state(letter.id()),
                Keys.result(letter.id()),
                Keys.events(letter.id()),
                Keys.webhook(letter.id())),
            letter.letter(),
            seen.map(StoredResult::packed).orElse(NONE),
            BodyHash.of(letter.body()),
            now,
            Phase.IN_QUEUE.label(),
            ResultStore.FINISHED,
            ttl.toMillis(),
            description.language(),
            description.encoding(),
            description.total(),
            description.owner(),
            LEASE.toSeconds(),
            JobStates.webhook(description));
    var word = new String((byte[]) outcome, StandardCharsets.UTF_8);
    return Outcome.valueOf(word.toUpperCase(Locale.ROOT));
  }

  /** Lets others send the message of a letter, because that has failed. */
  public void release(Letter letter) {
    redis.run(RELEASE, List.of(Keys.state(letter.id())), letter.letter());
  }
}
