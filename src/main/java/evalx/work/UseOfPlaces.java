package evalx.work;

import static java.util.Comparator.comparingLong;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * How long each caller's jobs have had places of this node lately. It becomes less all the time, by
 * half of each caller's share of one place: a caller of a few short jobs is none of much use, and
 * those who take turns at one place are, however many they are.
 */
final class UseOfPlaces {
  static final long LIGHT = Duration.ofSeconds(1).toNanos();
  private static final long MAX_USED = Duration.ofMinutes(1).toNanos();
  private static final long MAX_STEP = Duration.ofSeconds(1).toNanos();
  private static final int MIN_SHARES = 4;
  private static final int MAX_CALLERS = 1024;

  /**
   * @param used nanoseconds of places
   * @param seen when it had a job in hand
   */
  private record Use(long used, long seen) {}

  private final Map<String, Use> byCaller = new HashMap<>();
  private long lastLook;

  /** Takes into account what runs now, as if it had run since the last look. */
  void look(Map<String, Long> running, long now) {
    var step = Math.min(now - lastLook, MAX_STEP);
    lastLook = now;
    var forgotten = step / (2L * Math.max(MIN_SHARES, byCaller.size()));
    byCaller.replaceAll((caller, use) -> new Use(use.used() - forgotten, use.seen()));
    running.forEach(
        (caller, jobs) ->
            byCaller.put(caller, new Use(Math.min(used(caller) + jobs * step, MAX_USED), now)));
    byCaller.entrySet().removeIf(e -> e.getValue().used() <= 0 && !running.containsKey(e.getKey()));
    while (byCaller.size() > MAX_CALLERS) {
      byCaller.entrySet().stream()
          .min(comparingLong(e -> e.getValue().used()))
          .map(Map.Entry::getKey)
          .ifPresent(byCaller::remove);
    }
  }

  Set<String> callers() {
    return Set.copyOf(byCaller.keySet());
  }

  /** Nanoseconds of places. */
  long used(String caller) {
    var use = byCaller.get(caller);
    return use == null ? 0 : Math.max(0, use.used());
  }

  boolean isHeavy(String caller) {
    return used(caller) > LIGHT;
  }

  /** Whether a caller has had a job in hand since then. */
  boolean isSeen(String caller, long since) {
    var use = byCaller.get(caller);
    return use != null && use.seen() - since >= 0;
  }
}
