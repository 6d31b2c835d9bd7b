package evalx.bench;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * One line of the table.
 *
 * @param name what was measured
 * @param unit of the value and of bare, such as "runs/s"
 * @param rounds at least one
 * @param details what else the rounds showed, by name with its unit
 */
record Figure(
    String name,
    String unit,
    List<Round> rounds,
    Optional<Target> target,
    Map<String, Double> details) {
  Figure {
    rounds = List.copyOf(rounds);
    details = new TreeMap<>(details);
    if (rounds.isEmpty()) {
      throw new IllegalArgumentException(name + " was not measured");
    }
  }

  static Figure of(String name, String unit, List<Round> rounds) {
    return new Figure(name, unit, rounds, Optional.empty(), Map.of());
  }

  Figure aimingAt(Target aim) {
    return new Figure(name, unit, rounds, Optional.of(aim), details);
  }

  Figure with(Map<String, Double> more) {
    var all = new TreeMap<>(details);
    all.putAll(more);
    return new Figure(name, unit, rounds, target, all);
  }

  /** The median of the rounds. */
  double value() {
    return Medians.of(rounds.stream().mapToDouble(Round::value));
  }

  /** The median of what was done bare. */
  OptionalDouble bare() {
    return rounds.get(0).bare().isPresent()
        ? OptionalDouble.of(
            Medians.of(rounds.stream().mapToDouble(round -> round.bare().orElseThrow())))
        : OptionalDouble.empty();
  }

  /** The median of the rounds' ratios, which a machine's noise between rounds leaves alone. */
  OptionalDouble ratio() {
    return rounds.get(0).bare().isPresent()
        ? OptionalDouble.of(
            Medians.of(rounds.stream().mapToDouble(round -> round.ratio().orElseThrow())))
        : OptionalDouble.empty();
  }

  Optional<Boolean> met() {
    return target.map(aim -> aim.isMetBy().test(this));
  }
}
