package evalx.admin;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What happened on all nodes within some seconds: the fields of a hash in Redis. */
final class Slot {
  static final String FINISHED = "finished";
  static final String FAILED = "failed";
  static final String BOXES = "boxes";
  static final String BOXES_IN_USE = "boxes_in_use";
  static final String WORKERS = "workers";
  static final String DEPTH = "depth";
  static final String IN_DELIVERY = "in_delivery";
  static final String DEAD = "dead";
  static final String OLDEST_MILLIS = "oldest_millis";
  static final String PROGRAM_HITS = "program_hits";
  static final String PROGRAM_MISSES = "program_misses";
  static final String RUN_HITS = "run_hits";
  static final String RUN_MISSES = "run_misses";

  /** Before the name of a queue: messages that came to it since the broker was started. */
  static final String ADDED = "added:";

  /** The same of messages that were done with. */
  static final String TAKEN = "taken:";

  /** In seconds; each is some 20 % to 60 % above the one before. */
  private static final double[] LATENCIES = {
    0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.25, 0.4, 0.6, 1, 1.5, 2.5, 4, 6, 10, 15, 25,
    40, 60, 100, 200, 400, 1000, 4000
  };

  private final Map<String, Long> fields;

  Slot(Map<String, Long> fields) {
    this.fields = Map.copyOf(fields);
  }

  /** Names and values in turn, as Redis gives them. */
  static Slot of(List<String> answer) {
    var fields = new HashMap<String, Long>();
    for (int i = 0; i + 1 < answer.size(); i += 2) {
      fields.put(answer.get(i), Long.parseLong(answer.get(i + 1)));
    }
    return new Slot(fields);
  }

  /** The field that counts submissions which took so long. */
  static String latency(double seconds) {
    var bucket = 0;
    while (bucket < LATENCIES.length - 1 && LATENCIES[bucket] < seconds) {
      bucket++;
    }
    return bucketName(bucket);
  }

  private static String bucketName(int bucket) {
    return "latency:" + bucket;
  }

  boolean isEmpty() {
    return fields.isEmpty();
  }

  Map<String, Long> fields() {
    return fields;
  }

  long number(String field) {
    return fields.getOrDefault(field, 0L);
  }

  Optional<Long> optional(String field) {
    return Optional.ofNullable(fields.get(field));
  }

  /** How much the hits are of all; absent where nothing was asked for. */
  Optional<Double> shareOf(String hits, String misses) {
    return share(number(hits), number(misses));
  }

  static Optional<Double> share(long hits, long misses) {
    long all = hits + misses;
    return all == 0 ? Optional.empty() : Optional.of((double) hits / all);
  }

  /**
   * Seconds that a share of the submissions took at most, found within the bucket by its share.
   *
   * @param share from 0 to 1
   */
  Optional<Double> latencyOf(double share) {
    long all = 0;
    for (int i = 0; i < LATENCIES.length; i++) {
      all += number(bucketName(i));
    }
    if (all == 0) {
      return Optional.empty();
    }
    var wanted = share * all;
    double below = 0;
    for (int i = 0; i < LATENCIES.length; i++) {
      var here = number(bucketName(i));
      if (here > 0 && below + here >= wanted) {
        var begin = i == 0 ? 0 : LATENCIES[i - 1];
        return Optional.of(begin + (LATENCIES[i] - begin) * (wanted - below) / here);
      }
      below += here;
    }
    return Optional.of(LATENCIES[LATENCIES.length - 1]);
  }
}
