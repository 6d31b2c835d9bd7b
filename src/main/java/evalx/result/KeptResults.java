package evalx.result;

import evalx.config.Settings;
import evalx.redis.Keys;
import evalx.redis.Redis;
import evalx.redis.RedisAway;
import evalx.redis.Script;
import evalx.submission.Caller;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How many bytes of results each caller has in the store, on all nodes together. They are counted
 * here, by when they expire, and passed on to Redis from time to time, so that no end of a job
 * waits for it; what a node has not passed on when it dies counts for nobody.
 */
@Singleton
public class KeptResults {
  /** Of callers, those with the most bytes: others have no share that matters. */
  static final int MAX_CALLERS = 64;

  /** What a result takes beside its own bytes: its state, and what Redis needs for both. */
  static final int OVERHEAD = 1 << 10;

  /** Slots in the time for which a result is kept: so exact is what is known of its end. */
  private static final int SLOTS = 12;

  /** Where results with webhooks are kept for far longer, slots are longer. */
  private static final int MAX_SLOTS = 1000;

  /** More than end on a node while Redis is away. */
  private static final int MAX_PENDING = 10_000;

  private static final Script ADD = Script.load("keep");
  private static final Script LARGEST = Script.load("kept").repeatable();
  private static final Logger LOG = System.getLogger(KeptResults.class.getName());

  private final Redis redis;
  private final Clock clock;
  private final long slotMillis;
  private final long longestMillis;
  private Map<Part, Long> pending = new HashMap<>();

  /** What a caller keeps until the end of a slot. */
  private record Part(String caller, long end) {}

  @Inject
  public KeptResults(Redis redis, Settings settings) {
    this(redis, settings, Clock.systemUTC());
  }

  KeptResults(Redis redis, Settings settings, Clock clock) {
    this.redis = redis;
    this.clock = clock;
    this.longestMillis = ResultStore.longestTtl(settings).toMillis();
    var ofResult = settings.runs().jobs().resultTtl().toMillis() / SLOTS;
    this.slotMillis = Math.max(1, Math.max(ofResult, longestMillis / MAX_SLOTS));
  }

  /**
   * Counts bytes for a caller.
   *
   * @param owner the {@link Caller#key key} of the caller; empty where nobody knows who it is
   * @param ttl how long they are kept from now on
   * @param bytes less than none where they are kept no longer
   */
  void add(String owner, Duration ttl, long bytes) {
    if (owner.isEmpty()) {
      return;
    }
    var part = new Part(Caller.limitKey(owner), slotEnd(clock.millis() + ttl.toMillis()));
    synchronized (this) {
      if (pending.size() < MAX_PENDING || pending.containsKey(part)) {
        pending.merge(part, bytes, Long::sum);
      }
    }
  }

  private long slotEnd(long millis) {
    return (millis / slotMillis + 1) * slotMillis;
  }

  /** Passes on what was counted since the last time. */
  void passOn() {
    var counted = takePending();
    if (counted.isEmpty()) {
      return;
    }
    var keys = new ArrayList<String>();
    var values = new ArrayList<Object>();
    counted.forEach(
        (part, bytes) -> {
          keys.add(Keys.kept(part.end()));
          values.addAll(List.of(part.caller(), bytes, part.end()));
        });
    try {
      redis.run(ADD, keys, values.toArray());
    } catch (RedisAway e) {
      LOG.log(Level.DEBUG, "what callers keep is passed on later", e);
      putBack(counted);
    }
  }

  private synchronized Map<Part, Long> takePending() {
    var taken = pending;
    pending = new HashMap<>();
    return taken;
  }

  private synchronized void putBack(Map<Part, Long> parts) {
    parts.forEach((part, bytes) -> pending.merge(part, bytes, Long::sum));
  }

  /**
   * The bytes of the callers that keep most: on each server, over all of which results are spread.
   *
   * @throws RedisAway during an outage
   */
  Map<String, Long> largest() {
    var now = clock.millis();
    var keys = new ArrayList<String>();
    for (long end = slotEnd(now); end <= slotEnd(now + longestMillis); end += slotMillis) {
      keys.add(Keys.kept(end));
    }
    var answer = (List<?>) redis.run(LARGEST, keys, MAX_CALLERS);
    var servers = Math.max(1, redis.nodes().size());
    var largest = new HashMap<String, Long>();
    for (int i = 0; i < answer.size(); i += 2) {
      largest.put(text(answer.get(i)), Long.parseLong(text(answer.get(i + 1))) / servers);
    }
    return largest;
  }

  private static String text(Object reply) {
    return new String((byte[]) reply, StandardCharsets.UTF_8);
  }
}
