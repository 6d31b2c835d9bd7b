package evalx.admin;

import evalx.redis.Keys;
import evalx.redis.Redis;
import evalx.redis.Script;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * The last hour on all nodes, in Redis: a hash for every ten seconds, to which each node adds. Each
 * method throws {@link evalx.redis.RedisAway} during an outage.
 */
@Singleton
public class Series {
  /** Seconds of a point. */
  public static final int STEP = 10;

  private static final int POINTS = 360;
  private static final int POINTS_OF_RATES = 7;
  private static final Duration TTL = Duration.ofSeconds((long) STEP * (POINTS + 3));

  private static final Script ADD =
      Script.of(
          """
          for i = 2, #ARGV, 2 do redis.call('HINCRBY', KEYS[1], ARGV[i], ARGV[i + 1]) end
          redis.call('PEXPIRE', KEYS[1], ARGV[1])
          """);

  private static final Script SET =
      Script.of(
              """
              for i = 2, #ARGV, 2 do redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1]) end
              redis.call('PEXPIRE', KEYS[1], ARGV[1])
              """)
          .repeatable();

  private static final Script READ =
      Script.of(
              """
              local slots = {}
              for i, slot in ipairs(KEYS) do slots[i] = redis.call('HGETALL', slot) end
              return slots
              """)
          .repeatable();

  private final Redis redis;
  private final Clock clock;

  @Inject
  Series(Redis redis) {
    this(redis, Clock.systemUTC());
  }

  Series(Redis redis, Clock clock) {
    this.redis = redis;
    this.clock = clock;
  }

  /** Messages in a minute, over the last minute. */
  public record Rates(double addedPerMinute, double takenPerMinute) {}

  /** The number of the point that is now. */
  long slotNow() {
    return clock.instant().getEpochSecond() / STEP;
  }

  /** Adds to what other nodes have counted. */
  void add(long slot, Map<String, Long> counts) {
    redis.run(ADD, List.of(Keys.series(slot)), arguments(counts));
  }

  /** Writes what is the same on all nodes. */
  void set(long slot, Map<String, Long> values) {
    redis.run(SET, List.of(Keys.series(slot)), arguments(values));
  }

  private static Object[] arguments(Map<String, Long> fields) {
    var arguments = new ArrayList<Object>();
    arguments.add(TTL.toMillis());
    fields.forEach(
        (name, value) -> {
          arguments.add(name);
          arguments.add(value);
        });
    return arguments.toArray();
  }

  /** The points of the last hour, oldest first, without those of which nothing is known. */
  public List<SeriesPoint> lastHour() {
    var now = slotNow();
    var points = new ArrayList<SeriesPoint>();
    read(now - POINTS, now).forEach((slot, counts) -> points.add(SeriesPoint.of(slot, counts)));
    return points;
  }

  /** The sums of the counters over the last hour. */
  Slot sums() {
    var now = slotNow();
    var sums = new HashMap<String, Long>();
    read(now - POINTS, now + 1)
        .values()
        .forEach(
            slot -> slot.fields().forEach((name, count) -> sums.merge(name, count, Long::sum)));
    return new Slot(sums);
  }

  /** How many messages come to each queue and are taken; none of a broker that has just started. */
  Map<String, Rates> rates() {
    var now = slotNow();
    var known = read(now - POINTS_OF_RATES, now + 1);
    known.values().removeIf(slot -> slot.optional(Slot.DEPTH).isEmpty());
    var rates = new HashMap<String, Rates>();
    if (known.size() > 1) {
      var first = known.firstEntry();
      var last = known.lastEntry();
      double minutes = (last.getKey() - first.getKey()) * STEP / 60.0;
      for (String field : last.getValue().fields().keySet()) {
        if (field.startsWith(Slot.ADDED)) {
          var queue = field.substring(Slot.ADDED.length());
          growth(first.getValue(), last.getValue(), queue, minutes)
              .ifPresent(rate -> rates.put(queue, rate));
        }
      }
    }
    return rates;
  }

  private static Optional<Rates> growth(Slot first, Slot last, String queue, double minutes) {
    var added = last.number(Slot.ADDED + queue) - first.number(Slot.ADDED + queue);
    var taken = last.number(Slot.TAKEN + queue) - first.number(Slot.TAKEN + queue);
    return first.optional(Slot.ADDED + queue).isPresent() && added >= 0 && taken >= 0
        ? Optional.of(new Rates(added / minutes, taken / minutes))
        : Optional.empty();
  }

  /** What is known of the points from one to before another, in their order. */
  private NavigableMap<Long, Slot> read(long from, long to) {
    var keys = LongStream.range(from, to).mapToObj(Keys::series).toList();
    var answer = (List<?>) redis.run(READ, keys);
    var slots = new TreeMap<Long, Slot>();
    for (int i = 0; i < answer.size(); i++) {
      var slot = Slot.of(texts((List<?>) answer.get(i)));
      if (!slot.isEmpty()) {
        slots.put(from + i, slot);
      }
    }
    return slots;
  }

  private static List<String> texts(List<?> values) {
    return values.stream()
        .map(value -> new String((byte[]) value, StandardCharsets.UTF_8))
        .toList();
  }
}
