package evalx.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * Ten times the submissions: ten times the time, by the measure of bare runs, and no more memory.
 */
final class GrowthMeasure implements Measure {
  private static final int TIMES = 10;
  private static final double LEEWAY = 1.15;

  private final Setup setup;

  GrowthMeasure(Setup setup) {
    this.setup = setup;
  }

  @Override
  public List<Figure> run() {
    var submissions = setup.options().submissions();
    var batch = new Batch(setup, "cpp");
    var once = Figure.of("once", "runs/s", batch.rounds(submissions)).ratio().orElseThrow();
    var before = setup.parts().serverMib();
    Round many;
    try (var hand = new ByHand(batch.program())) {
      many = batch.round("growth, " + TIMES + " times", hand, TIMES * submissions);
    }
    var after = setup.parts().serverMib();
    var figures = new ArrayList<Figure>();
    var times = TIMES * once / many.ratio().orElseThrow();
    figures.add(
        Figure.of("time of " + TIMES + " times as many", "times", List.of(Round.of(times)))
            .aimingAt(Target.atMost(TIMES * LEEWAY)));
    if (before.isPresent() && after.isPresent()) {
      var memory = Round.of(after.getAsDouble(), before.getAsDouble());
      figures.add(
          Figure.of("memory after, and before", "MiB", List.of(memory))
              .aimingAt(Target.ratioAtMost(LEEWAY)));
    }
    return figures;
  }
}
