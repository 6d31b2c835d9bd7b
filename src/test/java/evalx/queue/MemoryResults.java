package evalx.queue;

import evalx.config.Settings;
import evalx.redis.RedisAway;
import evalx.result.ResultStore;
import evalx.submission.SubmissionId;
import java.util.HashMap;
import java.util.Map;

/** Results in memory, with Redis away as often as a test says. */
final class MemoryResults extends ResultStore {
  final Map<SubmissionId, byte[]> byToken = new HashMap<>();
  int away;

  MemoryResults() {
    super(null, Settings.of(name -> null));
  }

  @Override
  public boolean finish(SubmissionId token, byte[] json) {
    if (away > 0) {
      away--;
      throw new RedisAway(new IllegalStateException("test"));
    }
    return byToken.putIfAbsent(token, json) == null;
  }

  @Override
  public byte[] result(SubmissionId token) {
    return byToken.get(token);
  }
}
