package evalx.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * Ten times the submissions: ten times the time, by the measure of bare runs, and no more memory.
 */
final class GrowthMeasure implements Measure {
  private static final int TIMES = 10;

  /** Of the submissions of a batch: ten times a whole one would take most of an hour. */
  private static final int PART = 5;

  private static final double LEEWAY = 1.15;

  private final Setup setup;
  private final List<Round> times = new ArrayList<>();
  private final List<Round> memory = new ArrayList<>();

  GrowthMeasure(Setup setup) {
    this.setup = setup;
  }

  @Override
  public List<Figure> run() {
    var submissions = Math.max(1, setup.options().submissions() / PART);
    var batch = new Batch(setup, "cpp");
    try (var hand = new ByHand(batch.program())) {
      batch.warmUp("growth", hand, submissions);
      for (int i = 1; i <= setup.options().rounds(); i++) {
        round("growth, round " + i, batch, hand, submissions);
      }
    }
    var figures = new ArrayList<Figure>();
    figures.add(
        Figure.of("time of " + TIMES + " times as many", "times", times)
            .aimingAt(Target.atMost(TIMES * LEEWAY)));
    if (!memory.isEmpty()) {
      figures.add(
          Figure.of("memory after, and before", "MiB", memory)
              .aimingAt(Target.ratioAtMost(LEEWAY)));
    }
    return figures;
  }

  private void round(String label, Batch batch, ByHand hand, int submissions) {
    var once = batch.round(label, hand, submissions).ratio().orElseThrow();
    var before = setup.parts().serverMib();
    var many = batch.round(label + ", " + TIMES + " times", hand, TIMES * submissions);
    var after = setup.parts().serverMib();
    times.add(Round.of(TIMES * once / many.ratio().orElseThrow()));
    if (before.isPresent() && after.isPresent()) {
      memory.add(Round.of(after.getAsDouble(), before.getAsDouble()));
    }
  }
}
