package evalx.result;

import evalx.config.Settings;
import evalx.redis.Keys;
import evalx.redis.Packed;
import evalx.redis.Redis;
import evalx.redis.Script;
import evalx.submission.SubmissionId;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a dialect keeps of the request that a submission came with, because its clients are told it
 * again with the result. It is kept as long as the submission may live and its result after it.
 *
 * <p>Every method throws {@link evalx.redis.RedisAway} during an outage.
 */
@Singleton
public class Notes {
  /** Bytes of a note: files and texts of the largest body, in base64. */
  private static final int MAX_BYTES = 128 << 20;

  private static final Script PUT =
      Script.of("return redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])").repeatable();

  private final Redis redis;
  private final Duration ttl;

  @Inject
  public Notes(Redis redis, Settings settings) {
    this.redis = redis;
    this.ttl = JobStates.ttl(settings.runs().jobs()).plus(settings.runs().jobs().resultTtl());
  }

  /** Keeps a note of a submission, in place of any before. */
  public void put(SubmissionId id, byte[] note) {
    redis.run(PUT, List.of(Keys.note(id)), Packed.pack(note), ttl.toMillis());
  }

  /** The note of a submission; empty where there is none. */
  public Optional<byte[]> find(SubmissionId id) {
    return Optional.ofNullable(redis.get(Keys.note(id))).map(Notes::unpack);
  }

  /** Removes the note of a submission, if there is one. */
  public void remove(SubmissionId id) {
    redis.delete(Keys.note(id));
  }

  private static byte[] unpack(byte[] packed) {
    try {
      return Packed.unpack(packed, MAX_BYTES);
    } catch (IOException e) {
      throw new UncheckedIOException("a note is damaged", e);
    }
  }
}
