package evalx.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What clients cost that follow submissions as server-sent events, and to whom nothing happens. How
 * much memory that is shows on a server that has done little before: later its heap has grown to
 * what it may have.
 */
final class StreamsMeasure implements Measure {
  private static final int PER_SUBMISSION = 2;

  /** What the targets are for. */
  private static final int MAX_STREAMS = 2000;

  private static final int FOLLOWED = 20;
  private static final int SLEEPERS_PER_CORE = 8;
  private static final Duration SLEEP = Duration.ofSeconds(8);
  private static final double MAX_MIB = 100;
  private static final double MAX_THREADS = 32;

  private final Setup setup;
  private final int streams;
  private final Program program = Program.small("bash");
  private final List<Round> mib = new ArrayList<>();
  private final List<Round> threads = new ArrayList<>();

  StreamsMeasure(Setup setup) {
    this.setup = setup;
    this.streams = Math.min(MAX_STREAMS, PER_SUBMISSION * setup.options().submissions());
  }

  @Override
  public List<Figure> run() {
    if (setup.parts().serverMib().isEmpty()) {
      setup.notes().add("streams were not measured: the server runs elsewhere");
      return List.of();
    }
    for (int i = 1; i <= setup.options().rounds(); i++) {
      setup.progress().begin("streams, round " + i, streams);
      round();
    }
    var what = " of " + streams + " streams";
    return List.of(
        Figure.of("memory" + what, "MiB", mib).aimingAt(Target.atMost(MAX_MIB)),
        Figure.of("threads" + what, "", threads).aimingAt(Target.atMost(MAX_THREADS)));
  }

  /** Programs that sleep hold all boxes, so that what is followed stays in its queue. */
  private void round() {
    var server = setup.server();
    var sleepers =
        IntStream.range(0, SLEEPERS_PER_CORE * setup.cores())
            .mapToObj(i -> server.submit(Cases.sleeper(SLEEP)))
            .toList();
    var followed =
        IntStream.range(0, FOLLOWED)
            .mapToObj(i -> server.submit(Cases.submission(program, 1)))
            .toList();
    var before = setup.parts().serverMib().orElseThrow();
    var threadsBefore = setup.parts().serverThreads();
    var open = new ArrayList<EventLink>();
    try {
      for (int i = 0; i < streams; i++) {
        open.add(server.follow(followed.get(i % FOLLOWED)));
        setup.progress().step();
      }
      threads.add(Round.of(setup.parts().serverThreads() - threadsBefore));
      mib.add(Round.of(setup.parts().serverMib().orElseThrow() - before));
      if (server.find(followed.get(0), 0).has("results")) {
        throw new BenchFailure("The streams ended before all were open: the boxes were not held.");
      }
    } finally {
      open.forEach(EventLink::close);
      sleepers.forEach(server::cancel);
    }
    followed.forEach(server::accepted);
  }
}
