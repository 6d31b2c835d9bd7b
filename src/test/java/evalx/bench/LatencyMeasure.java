package evalx.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** One client that posts a small program and waits for its result, again and again. */
final class LatencyMeasure implements Measure {
  private static final double MORE_MILLIS = 6;
  private static final double PER_SUBMISSION = 0.3;

  /** Rounds' worth before the first: fewer measure the server's just-in-time compiler. */
  private static final int WARM_UP_ROUNDS = 4;

  private final Setup setup;
  private final int samples;
  private final Program program = Program.small("cpp");
  private final Map<Double, List<Round>> rounds = new LinkedHashMap<>();

  LatencyMeasure(Setup setup) {
    this.setup = setup;
    this.samples = (int) Math.max(1, setup.options().submissions() * PER_SUBMISSION);
  }

  @Override
  public List<Figure> run() {
    rounds.put(50.0, new ArrayList<>());
    rounds.put(99.0, new ArrayList<>());
    try (var hand = new ByHand(program)) {
      product("latency, warm-up", WARM_UP_ROUNDS * samples);
      for (int i = 1; i <= setup.options().rounds(); i++) {
        add(product("latency, round " + i, samples), bare(hand));
      }
    }
    return List.of(figure(50.0, 1), figure(99.0, 3));
  }

  private void add(Histogram product, Histogram bare) {
    rounds.forEach(
        (percentile, all) ->
            all.add(Round.of(Millis.at(product, percentile), Millis.at(bare, percentile))));
  }

  private Figure figure(double percentile, int times) {
    return Figure.of("latency p%.0f".formatted(percentile), "ms", rounds.get(percentile))
        .aimingAt(Target.atMostBarePlus(MORE_MILLIS, times));
  }

  private Histogram product(String label, int count) {
    setup.progress().begin(label, count);
    var histogram = Millis.histogram();
    for (int i = 0; i < count; i++) {
      var body = Cases.submission(program, 1);
      var start = System.nanoTime();
      setup.server().accepted(setup.server().submit(body));
      Millis.record(histogram, System.nanoTime() - start);
      setup.progress().step();
    }
    return histogram;
  }

  private Histogram bare(ByHand hand) {
    var histogram = Millis.histogram();
    for (long nanos : hand.each(samples)) {
      Millis.record(histogram, nanos);
    }
    return histogram;
  }
}
