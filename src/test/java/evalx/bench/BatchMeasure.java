package evalx.bench;

import java.util.ArrayList;
import java.util.List;

/** Throughput in some languages, fewer submissions where they are slow. */
final class BatchMeasure implements Measure {
  private static final double BARE_ON_A_QUIET_MACHINE = 3500;
  private static final double WANTED_THERE = 1250;

  private final Setup setup;

  BatchMeasure(Setup setup) {
    this.setup = setup;
  }

  @Override
  public List<Figure> run() {
    var figures = new ArrayList<Figure>();
    for (var language : setup.options().languages()) {
      var batch = new Batch(setup, language);
      var figure = Figure.of("batch " + language, "runs/s", batch.rounds(submissions(language)));
      figures.add(aimed(figure, language).with(batch.cpuOfARun()));
    }
    return figures;
  }

  private int submissions(String language) {
    var share =
        switch (language) {
          case "python" -> 5;
          case "python-numpy" -> 40;
          case "javascript" -> 10;
          case "java" -> 20;
          default -> 1;
        };
    return Math.max(1, setup.options().submissions() / share);
  }

  private static Figure aimed(Figure figure, String language) {
    return switch (language) {
      case "cpp" ->
          figure.aimingAt(
              Target.ratioAtLeast(0.33)
                  .andAtLeastWhereBareDoes(WANTED_THERE, BARE_ON_A_QUIET_MACHINE));
      case "python" -> figure.aimingAt(Target.ratioAtLeast(3.5));
      case "python-numpy" -> figure.aimingAt(Target.ratioAtLeast(10));
      case "javascript" -> figure.aimingAt(Target.ratioAtLeast(0.85));
      case "java" -> figure.aimingAt(Target.ratioAtLeast(1.8));
      default -> figure;
    };
  }
}
