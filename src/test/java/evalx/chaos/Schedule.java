package evalx.chaos;

import evalx.chaos.Fault.Kind;
import evalx.chaos.Fault.Target;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Which faults come when: the same for the same seed, length and targets. */
final class Schedule {
  private static final int FIRST = 5;
  private static final int MIN_PAUSE = 6;
  private static final int MAX_PAUSE = 12;

  /** Time that a node has after a fault before its next one. */
  private static final Duration RECOVERY = Duration.ofSeconds(20);

  private final Random random;
  private final List<List<Target>> kinds;
  private final Deque<List<Target>> deck = new ArrayDeque<>();
  private final Map<String, Duration> busyUntil = new HashMap<>();

  private Schedule(long seed, List<List<Target>> kinds) {
    random = new Random(seed);
    this.kinds = kinds;
  }

  /**
   * Faults in the order of time, which all end within the length.
   *
   * @param kinds of faults, each with the targets that are alike; each kind comes before one comes
   *     again, unless its targets are all still busy with another
   */
  static List<Fault> of(long seed, Duration length, List<List<Target>> kinds) {
    return new Schedule(seed, kinds).draw(length);
  }

  private List<Fault> draw(Duration length) {
    var faults = new ArrayList<Fault>();
    var at = Duration.ofSeconds(FIRST);
    while (at.compareTo(length) < 0) {
      next(at, length).ifPresent(faults::add);
      at = at.plusSeconds(between(MIN_PAUSE, MAX_PAUSE));
    }
    return faults;
  }

  private Optional<Fault> next(Duration at, Duration length) {
    if (deck.isEmpty()) {
      var shuffled = new ArrayList<>(kinds);
      Collections.shuffle(shuffled, random);
      deck.addAll(shuffled);
    }
    for (int i = deck.size(); i > 0; i--) {
      var targets = deck.removeFirst();
      var target = targets.get(random.nextInt(targets.size()));
      var fault = new Fault(at, target, lasts(target.kind()));
      var free = busyUntil.getOrDefault(target.node(), Duration.ZERO);
      if (free.compareTo(at) <= 0 && fault.end().compareTo(length) <= 0) {
        busyUntil.put(target.node(), fault.end().plus(RECOVERY));
        return Optional.of(fault);
      }
      deck.addLast(targets);
    }
    return Optional.empty();
  }

  private Duration lasts(Kind kind) {
    var seconds =
        switch (kind) {
          case KILL -> 0;
          case STOP -> between(35, 45);
          case FILL -> between(15, 30);
          case CUT -> between(10, 45);
        };
    return Duration.ofSeconds(seconds);
  }

  private int between(int min, int max) {
    return min + random.nextInt(max - min + 1);
  }
}
