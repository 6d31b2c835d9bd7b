package evalx.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** Runs of a null C program in each sandbox that this machine has, in turn, beside bare ones. */
final class SandboxMeasure implements Measure {
  private static final int RUNS = 2000;
  private static final int WARM_UP = 2000;

  private final Setup setup;

  SandboxMeasure(Setup setup) {
    this.setup = setup;
  }

  @Override
  public List<Figure> run() {
    var contestants = List.<Contestant>of(new NativeContestant(setup.cores()));
    try {
      return race(contestants);
    } finally {
      contestants.forEach(Contestant::close);
    }
  }

  private List<Figure> race(List<Contestant> contestants) {
    var rounds = new LinkedHashMap<String, List<Round>>();
    setup.progress().begin("sandbox", (setup.options().rounds() + 1L) * contestants.size());
    for (var contestant : contestants) {
      contestant.rate(WARM_UP);
      rounds.put(contestant.name(), new ArrayList<>());
      setup.progress().step();
    }
    for (int i = 0; i < setup.options().rounds(); i++) {
      for (var contestant : contestants) {
        rounds.get(contestant.name()).add(round(contestant));
        setup.progress().step();
      }
    }
    return rounds.entrySet().stream().map(e -> figure(e.getKey(), e.getValue())).toList();
  }

  private Round round(Contestant contestant) {
    var before = bare();
    var value = contestant.rate(RUNS);
    return Round.of(value, (before + bare()) / 2);
  }

  private double bare() {
    var program = SpawnLoop.BUILD.resolve("null").toString();
    return SpawnLoop.rate(setup.cores(), RUNS, List.of(), List.of(program));
  }

  private static Figure figure(String name, List<Round> rounds) {
    var figure = Figure.of("sandbox " + name, "runs/s", rounds);
    return name.equals("native") ? figure.aimingAt(Target.ratioAtLeast(0.50)) : figure;
  }
}
