package evalx.result;

import evalx.config.Settings;
import evalx.redis.Keys;
import evalx.redis.Redis;
import evalx.redis.Script;
import evalx.submission.Caller;
import evalx.submission.Phase;
import evalx.submission.SubmissionId;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The results: each is written once, whole and final, and kept for a while. */
@Singleton
public class ResultStore implements Results, ResultLookup {
  /** The phase a state keeps after its job has ended, so that a late redelivery does not run. */
  static final String FINISHED = Phase.FINISHED.label();

  /** Bytes of a packed result that are loaded with the look-up. */
  static final int MAX_INLINE = 64 << 10;

  private static final Script FINISH = Script.load("finish").repeatable();
  private static final Script FIND = Script.load("find").repeatable();

  private final Redis redis;
  private final Duration ttl;

  @Inject
  public ResultStore(Redis redis, Settings settings) {
    this.redis = redis;
    this.ttl = settings.jobs().resultTtl();
  }

  @Override
  public boolean finish(SubmissionId token, byte[] json) {
    var keys = List.of(Keys.result(token), Keys.state(token), Keys.events(token));
    var packed = StoredResult.of(json).packed();
    return Long.valueOf(1).equals(redis.run(FINISH, keys, packed, ttl.toMillis(), FINISHED));
  }

  @Override
  public Optional<StoredResult> load(SubmissionId token) {
    return Optional.ofNullable(redis.get(Keys.result(token))).map(StoredResult::new);
  }

  @Override
  public Optional<byte[]> stored(SubmissionId id) {
    return load(id).map(StoredResult::json);
  }

  @Override
  public boolean remove(SubmissionId id) {
    redis.delete(Keys.events(id));
    return redis.delete(Keys.result(id));
  }

  @Override
  public Lookup find(SubmissionId token, Caller viewer) {
    var keys = List.of(Keys.result(token), Keys.state(token));
    var key = viewer.seesAll() ? "" : viewer.key();
    var answer = (List<?>) redis.run(FIND, keys, MAX_INLINE, FINISHED, key);
    return switch (text(answer, 0)) {
      case "result" -> new Lookup.Finished(new StoredResult((byte[]) answer.get(1)));
      case "large" -> new Lookup.FinishedLarge(Math.toIntExact((Long) answer.get(1)));
      case "state" ->
          new Lookup.InProgress(
              text(answer, 1),
              Integer.parseInt(text(answer, 2)),
              Integer.parseInt(text(answer, 3)));
      case "unknown" -> new Lookup.Unknown();
      default -> throw new IllegalStateException(text(answer, 0));
    };
  }

  private static String text(List<?> answer, int index) {
    return new String((byte[]) answer.get(index), StandardCharsets.UTF_8);
  }
}
