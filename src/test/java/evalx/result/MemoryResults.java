package evalx.result;

import evalx.redis.RedisAway;
import evalx.submission.SubmissionId;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Results in memory, with Redis away as many times as a test says. */
public final class MemoryResults implements Results {
  public final Map<SubmissionId, byte[]> byId = new ConcurrentHashMap<>();
  public int away;

  @Override
  public boolean finish(SubmissionId id, byte[] json) {
    if (away > 0) {
      away--;
      throw new RedisAway(new IllegalStateException("test"));
    }
    return byId.putIfAbsent(id, json) == null;
  }

  @Override
  public Optional<byte[]> stored(SubmissionId id) {
    return Optional.ofNullable(byId.get(id));
  }

  /** The result of a submission as text. */
  public String text(SubmissionId id) {
    return new String(byId.get(id), StandardCharsets.UTF_8);
  }
}
