package evalx.result;

import evalx.submission.SubmissionId;
import java.net.URI;
import java.util.Optional;

/** The results of submissions: each is written once, whole and final. */
public interface Results {
  /**
   * Stores a result unless the submission has one, or had one that has expired.
   *
   * @param webhook where it is sent; it is pending from now on
   * @return whether this one is the submission's result now
   * @throws evalx.redis.RedisAway during an outage
   */
  boolean finish(SubmissionId id, byte[] json, Optional<URI> webhook);

  /**
   * The result of a submission as JSON.
   *
   * @throws evalx.redis.RedisAway during an outage
   */
  Optional<byte[]> stored(SubmissionId id);
}
