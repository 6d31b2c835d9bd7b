package evalx.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;

/**
 * One client that posts a small program and waits for its result, again and again; and one that
 * does so in one request.
 */
final class LatencyMeasure implements Measure {
  private static final double MORE_MILLIS = 4;
  private static final double PER_SUBMISSION = 0.3;
  private static final double LEEWAY = 1.1;

  /** Rounds' worth before the first: fewer measure the server's just-in-time compiler. */
  private static final int WARM_UP_ROUNDS = 4;

  private final Setup setup;
  private final int samples;
  private final Program program = Program.small("cpp");
  private final Map<Double, List<Round>> rounds = new LinkedHashMap<>();
  private final List<Round> executions = new ArrayList<>();

  LatencyMeasure(Setup setup) {
    this.setup = setup;
    this.samples = (int) Math.max(1, setup.options().submissions() * PER_SUBMISSION);
  }

  @Override
  public List<Figure> run() {
    rounds.put(50.0, new ArrayList<>());
    rounds.put(99.0, new ArrayList<>());
    try (var hand = new ByHand(program)) {
      product("latency, warm-up", WARM_UP_ROUNDS * samples, this::post);
      product("latency, warm-up of /execute", samples, this::execute);
      for (int i = 1; i <= setup.options().rounds(); i++) {
        var posts = product("latency, round " + i, samples, this::post);
        add(posts, bare(hand));
        var requests = product("latency of /execute, round " + i, samples, this::execute);
        executions.add(Round.of(Millis.at(requests, 50), Millis.at(posts, 50)));
      }
    }
    return List.of(
        figure(50.0, 1),
        figure(99.0, 3),
        Figure.of("/execute p50, and by two requests", "ms", executions)
            .aimingAt(Target.ratioAtMost(LEEWAY)));
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

  private Histogram product(String label, int count, LongSupplier nanos) {
    setup.progress().begin(label, count);
    var histogram = Millis.histogram();
    for (int i = 0; i < count; i++) {
      Millis.record(histogram, nanos.getAsLong());
      setup.progress().step();
    }
    return histogram;
  }

  private long post() {
    var body = Cases.submission(program, 1);
    var start = System.nanoTime();
    setup.server().accepted(setup.server().submit(body));
    return System.nanoTime() - start;
  }

  private long execute() {
    var body = Cases.execution(program);
    var start = System.nanoTime();
    setup.server().execute(body);
    return System.nanoTime() - start;
  }

  private Histogram bare(ByHand hand) {
    var histogram = Millis.histogram();
    for (long nanos : hand.each(samples)) {
      Millis.record(histogram, nanos);
    }
    return histogram;
  }
}
