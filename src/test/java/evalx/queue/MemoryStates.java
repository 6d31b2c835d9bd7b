package evalx.queue;

import evalx.config.Settings;
import evalx.redis.RedisAway;
import evalx.result.JobStates;
import evalx.result.Start;
import evalx.submission.Token;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** Job states in memory, with Redis away as often as a test says. */
final class MemoryStates extends JobStates {
  private final Map<Token, byte[]> bodies = new HashMap<>();
  private final Map<Token, Integer> attempts = new HashMap<>();
  private final Map<Token, Integer> survived = new HashMap<>();
  private final MemoryResults results;
  private UUID last;
  int away;

  MemoryStates(MemoryResults results) {
    super(null, Settings.of(name -> null));
    this.results = results;
  }

  void known(Token token, String body, int started) {
    bodies.put(token, body.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    attempts.put(token, started);
  }

  @Override
  public int attempts(Token token) {
    return attempts.getOrDefault(token, 0);
  }

  @Override
  public int deaths(Token token) {
    return attempts(token) - survived.getOrDefault(token, 0);
  }

  @Override
  public void survived(Token token) {
    survived.merge(token, 1, Integer::sum);
  }

  @Override
  public boolean isAnother(Token token, byte[] body) {
    return bodies.containsKey(token) && !Arrays.equals(bodies.get(token), body);
  }

  @Override
  public Instant queued(Token token, Instant now) {
    return now;
  }

  @Override
  public Start start(Token token, UUID run, byte[] body, int total, int excused, Instant queued) {
    if (isAnother(token, body)) {
      return new Start.Conflict();
    }
    if (results.result(token) != null) {
      return new Start.Finished();
    }
    int before = Math.max(attempts(token) - (run.equals(last) ? 1 : 0), excused);
    var counted = before - excused;
    if (counted >= MOST_ATTEMPTS) {
      return new Start.Exhausted(counted);
    }
    bodies.put(token, body);
    attempts.put(token, before + 1);
    last = run;
    if (away > 0) {
      away--;
      throw new RedisAway(new IllegalStateException("test"));
    }
    return new Start.Attempt(counted + 1);
  }

  @Override
  public void giveBack(Token token, int starts) {
    attempts.merge(token, -starts, Integer::sum);
  }

  @Override
  public void progress(Token token, int done) {
    throw new RedisAway(new IllegalStateException("progress must never matter"));
  }
}
