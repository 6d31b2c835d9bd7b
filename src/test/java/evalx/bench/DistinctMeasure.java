package evalx.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * Programs that are each sent once, with one test case, as those who train models do; beside their
 * compilation and run by hand, as many at a time as there are cores.
 */
final class DistinctMeasure implements Measure {
  private static final int IN_FLIGHT = 16;

  private final Setup setup;

  DistinctMeasure(Setup setup) {
    this.setup = setup;
  }

  @Override
  public List<Figure> run() {
    return List.of(
        figure("python", Program.small("python"), 4, 2.5),
        figure("python-numpy", Program.small("python-numpy"), 10, 6),
        figure("cpp", Program.cold("cpp"), 25, 3));
  }

  /**
   * @param share by how much fewer programs are sent than submissions of {@code batch} in C++
   */
  private Figure figure(String name, Program program, int share, double bound) {
    var programs = Math.max(IN_FLIGHT, setup.options().submissions() / share);
    var bare = Math.max(setup.cores(), programs / 4);
    var rounds = new ArrayList<Round>();
    rate("distinct " + name + ", warm-up", program, programs / 4);
    for (int i = 1; i <= setup.options().rounds(); i++) {
      var before = byHand(program, bare);
      var value = rate("distinct " + name + ", round " + i, program, programs);
      rounds.add(Round.of(value, (before + byHand(program, bare)) / 2));
    }
    return Figure.of("distinct " + name, "programs/s", rounds).aimingAt(Target.ratioAtLeast(bound));
  }

  /** Programs a second: each client waits for the result of one before it sends the next. */
  private double rate(String label, Program program, int programs) {
    setup.progress().begin(label, programs);
    return rate(
        IN_FLIGHT,
        programs,
        () -> {
          var body = Cases.submission(program.marked(Cases.mark()), 1);
          setup.server().accepted(setup.server().submit(body));
          setup.progress().step();
        });
  }

  private double byHand(Program program, int programs) {
    if (program.compile().isEmpty()) {
      try (var hand = new ByHand(program)) {
        return hand.rate(setup.cores(), programs);
      }
    }
    return rate(
        setup.cores(),
        programs,
        () -> {
          try (var hand = new ByHand(program.marked(Cases.mark()))) {
            hand.each(1);
          }
        });
  }

  private static double rate(int atOnce, int count, Runnable one) {
    var start = System.nanoTime();
    try (var crew = new Crew(atOnce)) {
      crew.each(count, i -> one.run());
    }
    return count * 1e9 / (System.nanoTime() - start);
  }
}
