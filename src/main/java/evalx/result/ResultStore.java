package evalx.result;

import evalx.config.Settings;
import evalx.redis.Redis;
import evalx.redis.Script;
import evalx.submission.SubmissionId;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The results: each is written once, whole and final, and kept for a while. */
@Singleton
public class ResultStore implements Results {
  /** The status a state keeps after its job has ended, so that a late redelivery does not run. */
  static final String FINISHED = "Finished";

  private static final Script FINISH =
      new Script(
          """
          if redis.call('HGET', KEYS[2], 'status') == ARGV[3] then return 0 end
          local first = redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2])
          if redis.call('EXISTS', KEYS[2]) == 1 then
            redis.call('HSET', KEYS[2], 'status', ARGV[3])
          end
          return first and 1 or 0
          """);

  private final Redis redis;
  private final Duration ttl;

  @Inject
  public ResultStore(Redis redis, Settings settings) {
    this.redis = redis;
    this.ttl = settings.jobs().resultTtl();
  }

  @Override
  public boolean finish(SubmissionId token, byte[] json) {
    var first =
        redis.run(
            FINISH,
            List.of(Keys.result(token), Keys.state(token)),
            List.of(json, text(Long.toString(ttl.toMillis())), text(FINISHED)));
    return Long.valueOf(1).equals(first);
  }

  /** The result of a token as JSON, or null where there is none. */
  public byte[] result(SubmissionId token) {
    return redis.get(Keys.result(token));
  }

  @Override
  public Optional<byte[]> stored(SubmissionId id) {
    return Optional.ofNullable(result(id));
  }

  /** All that is known of a token. */
  public Known find(SubmissionId token) {
    var json = result(token);
    if (json != null) {
      return new Known.Ended(json);
    }
    var state = redis.fields(Keys.state(token));
    if (state.isEmpty()) {
      return new Known.Nothing();
    }
    if (FINISHED.equals(state.get("status"))) {
      // It may have ended between the two questions; otherwise its result has expired.
      var late = result(token);
      return late == null ? new Known.Nothing() : new Known.Ended(late);
    }
    return new Known.Alive(
        state.get("status"),
        Integer.parseInt(state.get("done")),
        Integer.parseInt(state.get("total")));
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
