package evalx.intake;

import evalx.redis.Redis;
import evalx.redis.RedisAway;
import evalx.redis.Script;
import evalx.submission.SubmissionId;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A request that has an idempotency key: in Redis a hash with the fingerprint of the request, the
 * seed of the ids of its submissions, and the index of each that is queued. What could not be
 * queued before is tried again when the request is repeated.
 */
final class RepeatableRequest {
  private static final String FINGERPRINT = "request";
  private static final String SEED = "seed";
  private static final Logger LOG = System.getLogger(RepeatableRequest.class.getName());

  private static final Script RESERVE = Script.load("reserve").repeatable();

  private static final Script MARK =
      Script.of(
              """
              if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('HSET', KEYS[1], ARGV[1], '1') end
              """)
          .repeatable();

  private final Redis redis;
  private final RequestKey key;
  private Optional<Map<String, String>> known = Optional.empty();
  private Optional<UUID> seed = Optional.empty();

  RepeatableRequest(Redis redis, RequestKey key) {
    this.redis = redis;
    this.key = key;
  }

  /** What is known when the request is first looked for. */
  private Map<String, String> known() {
    if (known.isEmpty()) {
      var fields = redis.fields(key.name());
      key.requireSame(fields.getOrDefault(FINGERPRINT, key.fingerprint()));
      known = Optional.of(fields);
      seed = Optional.ofNullable(fields.get(SEED)).map(UUID::fromString);
    }
    return known.get();
  }

  private UUID seed() {
    if (seed.isEmpty()) {
      var reply =
          (List<?>)
              redis.run(
                  RESERVE,
                  List.of(key.name()),
                  key.fingerprint(),
                  UUID.randomUUID(),
                  RequestKey.TTL.toMillis());
      key.requireSame(RequestKey.text(reply.get(0)));
      seed = Optional.of(UUID.fromString(RequestKey.text(reply.get(1))));
    }
    return seed.get();
  }

  /** The place of one of its submissions, from 0. */
  Reservation submission(int index) {
    return new Reservation() {
      @Override
      public Optional<SubmissionId> queued() {
        return known().containsKey(Integer.toString(index))
            ? Optional.of(reserve())
            : Optional.empty();
      }

      @Override
      public SubmissionId reserve() {
        return SubmissionId.derived(seed(), index);
      }

      @Override
      public boolean isRepeatable() {
        return true;
      }

      @Override
      public void markQueued() {
        try {
          redis.run(MARK, List.of(key.name()), index);
        } catch (RedisAway e) {
          LOG.log(Level.DEBUG, "{0} is queued again if it is asked for again", reserve());
        }
      }
    };
  }
}
