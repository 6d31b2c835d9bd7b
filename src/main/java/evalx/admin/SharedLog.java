package evalx.admin;

import evalx.redis.Keys;
import evalx.redis.Redis;
import evalx.redis.Script;
import java.util.ArrayList;
import java.util.List;

/**
 * A log that all nodes write in Redis. It keeps its latest entries, and their numbers grow by one.
 */
final class SharedLog {
  private static final Script ADD =
      Script.of(
          """
          local entries, max = KEYS[1], tonumber(ARGV[1])
          local number = redis.call('HINCRBY', entries, 'last', 1)
          redis.call('HSET', entries, number, ARGV[2])
          redis.call('HDEL', entries, number - max)
          return number
          """);

  private static final Script CHANGE =
      Script.of(
              """
              if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 1 then
                redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
              end
              """)
          .repeatable();

  /** Looks at some entries below a number, newest first. */
  private static final Script READ =
      Script.of(
              """
              local entries, before, count = KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2])
              local last = tonumber(redis.call('HGET', entries, 'last') or '0')
              local found = {}
              for number = math.min(before - 1, last), math.max(1, math.min(before - 1, last) - count + 1), -1 do
                local entry = redis.call('HGET', entries, number)
                if entry then
                  found[#found + 1] = number
                  found[#found + 1] = entry
                end
              end
              return found
              """)
          .repeatable();

  private final Redis redis;
  private final List<String> key;
  private final int max;

  /**
   * @param max entries that are kept
   */
  SharedLog(Redis redis, String name, int max) {
    this.redis = redis;
    this.key = List.of(Keys.entries(name));
    this.max = max;
  }

  /**
   * An entry.
   *
   * @param number from 1; the later of two is the larger
   */
  record Entry(long number, byte[] json) {}

  /** Adds an entry and gives its number. */
  long add(byte[] json) {
    return (Long) redis.run(ADD, key, max, json);
  }

  /** Writes an entry anew, if it is still kept. */
  void change(long number, byte[] json) {
    redis.run(CHANGE, key, number, json);
  }

  /**
   * The entries with the numbers right below one, newest first.
   *
   * @param count how many numbers to look at
   */
  List<Entry> read(long before, int count) {
    var answer = (List<?>) redis.run(READ, key, before, count);
    var entries = new ArrayList<Entry>();
    for (int i = 0; i < answer.size(); i += 2) {
      entries.add(new Entry((Long) answer.get(i), (byte[]) answer.get(i + 1)));
    }
    return entries;
  }
}
