package evalx.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** Runs of a null C program in each sandbox that this machine has, in turn, beside bare ones. */
final class SandboxMeasure implements Measure {
  private final Setup setup;

  SandboxMeasure(Setup setup) {
    this.setup = setup;
  }

  @Override
  public List<Figure> run() {
    List<Figure> figures;
    try (var contestants = new Contestants(setup.cores(), setup.notes())) {
      figures = race(contestants.all());
    }
    if (setup.options().costs()) {
      setup.notes().add(costsOfTheParts());
    }
    return figures;
  }

  private List<Figure> race(List<Contestant> contestants) {
    var rounds = new LinkedHashMap<String, List<Round>>();
    setup.progress().begin("sandbox", (setup.options().rounds() + 1L) * contestants.size());
    for (var contestant : contestants) {
      contestant.rate(contestant.runs());
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

  /** Each has bare runs of its own right before and after: other load changes by the second. */
  private Round round(Contestant contestant) {
    var bare = new BareContestant(setup.cores());
    var before = bare.rate(bare.runs());
    var value = contestant.rate(contestant.runs());
    return Round.of(value, (before + bare.rate(bare.runs())) / 2);
  }

  private static Figure figure(String name, List<Round> rounds) {
    var figure = Figure.of("sandbox " + name, "runs/s", rounds);
    return name.equals("native") ? figure.aimingAt(Target.ratioAtLeast(0.50)) : figure;
  }

  private static String costsOfTheParts() {
    var make = List.of("make", "-s", "-C", "isolate", "bench-parts");
    return String.join("\n", SpawnLoop.output(make, Path.of("").toAbsolutePath()));
  }
}
