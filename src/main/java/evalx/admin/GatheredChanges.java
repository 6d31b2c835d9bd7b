package evalx.admin;

import evalx.redis.Keys;
import evalx.redis.Redis;
import evalx.redis.Script;
import java.util.List;

/**
 * Changes of which a client may make thousands: those of one kind within an hour are one entry, so
 * that they do not push others out of the log.
 */
final class GatheredChanges {
  private static final int LOOK_BACK = 20;
  private static final Script GATHER = Script.load("gather");

  private static final Script END =
      Script.of(
              """
              local kept = redis.call('HGET', KEYS[1], ARGV[1])
              if kept then
                local entry = cjson.decode(kept)
                entry.deed.outcome = ARGV[2]
                redis.call('HSET', KEYS[1], ARGV[1], cjson.encode(entry))
              end
              """)
          .repeatable();

  private final Redis redis;
  private final List<String> key;
  private final int max;
  private final int maxSubject;

  /**
   * @param name of the {@link SharedLog}
   * @param max entries that are kept
   * @param maxSubject letters by which changes are named; beyond them they are counted
   */
  GatheredChanges(Redis redis, String name, int max, int maxSubject) {
    this.redis = redis;
    this.key = List.of(Keys.entries(name));
    this.max = max;
    this.maxSubject = maxSubject;
  }

  /** Adds a change that begins, and gives the number of its entry. */
  long add(byte[] json) {
    return (Long) redis.run(GATHER, key, max, json, LOOK_BACK, maxSubject);
  }

  /** Says of an entry, if it is still kept, what came of its last change. */
  void end(long number, String outcome) {
    redis.run(END, key, number, outcome);
  }
}
