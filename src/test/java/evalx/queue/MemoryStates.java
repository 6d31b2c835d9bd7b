package evalx.queue;

import evalx.config.Settings;
import evalx.redis.RedisAway;
import evalx.result.JobStates;
import evalx.result.Start;
import evalx.submission.SubmissionId;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** Job states in memory, with Redis away as often as a test says. */
final class MemoryStates extends JobStates {
  private final Map<SubmissionId, byte[]> bodies = new HashMap<>();
  private final Map<SubmissionId, Integer> attempts = new HashMap<>();
  private final Map<SubmissionId, Integer> survived = new HashMap<>();
  private final MemoryResults results;
  private UUID last;
  int away;

  MemoryStates(MemoryResults results) {
    super(null, Settings.of(name -> null));
    this.results = results;
  }

  void known(SubmissionId token, String body, int started) {
    bodies.put(token, body.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    attempts.put(token, started);
  }

  @Override
  public int attempts(SubmissionId token) {
    return attempts.getOrDefault(token, 0);
  }

  @Override
  public int deaths(SubmissionId token) {
    return attempts(token) - survived.getOrDefault(token, 0);
  }

  @Override
  public void survived(SubmissionId token) {
    survived.merge(token, 1, Integer::sum);
  }

  @Override
  public boolean isAnother(SubmissionId token, byte[] body) {
    return bodies.containsKey(token) && !Arrays.equals(bodies.get(token), body);
  }

  @Override
  public Instant queued(SubmissionId token, Instant now) {
    return now;
  }

  @Override
  public Start start(
      SubmissionId token, UUID run, byte[] body, int total, int excused, Instant queued) {
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
  public void giveBack(SubmissionId token, int starts) {
    attempts.merge(token, -starts, Integer::sum);
  }

  @Override
  public void progress(SubmissionId token, int done) {
    throw new RedisAway(new IllegalStateException("progress must never matter"));
  }
}
