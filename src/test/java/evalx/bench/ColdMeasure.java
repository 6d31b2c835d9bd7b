package evalx.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * From a source that is not cached to its results, beside the compiler and the runs by hand, as
 * many at a time as there are cores.
 */
final class ColdMeasure implements Measure {
  private final Setup setup;

  ColdMeasure(Setup setup) {
    this.setup = setup;
  }

  @Override
  public List<Figure> run() {
    return List.of(figure("cpp", 0.30), figure("java", 0.40));
  }

  private Figure figure(String language, double bound) {
    var rounds = new ArrayList<Round>();
    setup.progress().begin("cold " + language, setup.options().rounds() + 1L);
    round(language); // warms up
    for (int i = 0; i < setup.options().rounds(); i++) {
      rounds.add(round(language));
    }
    return Figure.of("cold " + language, "s", rounds).aimingAt(Target.ratioAtMost(bound));
  }

  private Round round(String language) {
    var bare = byHand(Program.cold(language).marked(Cases.mark()));
    var program = Program.cold(language).marked(Cases.mark());
    var body = Cases.submission(program, setup.options().tests());
    var start = System.nanoTime();
    setup.server().accepted(setup.server().submit(body));
    var value = (System.nanoTime() - start) / 1e9;
    setup.progress().step();
    return Round.of(value, bare);
  }

  private double byHand(Program program) {
    var start = System.nanoTime();
    try (var hand = new ByHand(program)) {
      hand.rate(setup.cores(), setup.options().tests());
      return (System.nanoTime() - start) / 1e9;
    }
  }
}
