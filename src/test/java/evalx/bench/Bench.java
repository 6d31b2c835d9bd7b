package evalx.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Measures a running EvalX: {@code ./evalx bench} starts this and says what it takes. */
final class Bench {
  private static final double MAX_MIB = 500;
  private static final double MAX_START_UP_SECONDS = 8;
  private static final int BROKEN = 1;
  private static final int MISSED = 3;

  /** What the drivers log is for a server's log; here a note says why one was not measured. */
  private static final Logger LOGS = Logger.getLogger("");

  static final Map<String, Function<Setup, Measure>> MEASURES = new LinkedHashMap<>();

  static {
    MEASURES.put("sandbox", SandboxMeasure::new);
    MEASURES.put("batch", BatchMeasure::new);
    MEASURES.put("growth", GrowthMeasure::new);
    MEASURES.put("latency", LatencyMeasure::new); // of a server whose compiler has done its work
    MEASURES.put("cold", ColdMeasure::new);
    MEASURES.put("distinct", DistinctMeasure::new);
    MEASURES.put("submit", SubmitMeasure::new);
    MEASURES.put("streams", StreamsMeasure::new);
    MEASURES.put("page", PageMeasure::new);
  }

  private final Options options;
  private final PrintStream terminal;
  private final Progress progress;
  private final Notes notes = new Notes();
  private final List<Figure> figures = new ArrayList<>();
  private boolean broken;

  private Bench(Options options, PrintStream terminal) {
    this.options = options;
    this.terminal = terminal;
    this.progress = options.progress() ? Progress.on(terminal) : Progress.nowhere();
  }

  public static void main(String[] words) throws IOException {
    LOGS.setLevel(Level.SEVERE);
    var terminal = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    var interruption = Interruption.ofThisThread();
    int status;
    try {
      var options = Options.parse(words);
      status = options.check() ? 0 : new Bench(options, terminal).run();
    } catch (BenchFailure e) {
      terminal.println("evalx: " + e.getMessage());
      status = BROKEN;
    } finally {
      interruption.done();
    }
    System.exit(status);
  }

  /** The exit status. What was measured before a failure, or an end by a signal, is reported. */
  private int run() throws IOException {
    notes.add("load at the start: " + Load.now());
    try {
      measure();
    } catch (BenchFailure e) {
      broken = true;
      notes.add("not finished: " + e.getMessage());
      terminal.println("evalx: " + e.getMessage());
    }
    notes.add("load at the end: " + Load.now());
    report();
    return broken ? BROKEN : options.strict() && missed() ? MISSED : 0;
  }

  private void measure() {
    var token =
        Optional.ofNullable(System.getenv("API_TOKENS"))
            .map(all -> all.replaceFirst("[,;].*", "").replaceFirst("^[^:]*:", ""));
    var parts = new Parts(options.run());
    var setup =
        new Setup(
            options,
            new Server(options.url(), token),
            parts,
            progress,
            notes,
            Runtime.getRuntime().availableProcessors());
    try {
      MEASURES.forEach(
          (name, measure) -> {
            if (options.what().equals("all") || options.what().equals(name)) {
              figures.addAll(measure.apply(setup).run());
            }
          });
    } finally {
      progress.erase();
    }
    options.startUpMillis().stream()
        .mapToObj(millis -> Figure.of("start-up", "s", List.of(Round.of(millis / 1e3))))
        .map(figure -> figure.aimingAt(Target.atMost(MAX_START_UP_SECONDS)))
        .forEach(figures::add);
    parts.serverMib().stream()
        .mapToObj(mib -> Figure.of("memory of the server", "MiB", List.of(Round.of(mib))))
        .map(figure -> figure.aimingAt(Target.atMost(MAX_MIB)))
        .forEach(figures::add);
  }

  private void report() throws IOException {
    System.out.print(Table.of(figures));
    notes.lines().forEach(System.out::println);
    System.out.flush();
    if (options.json().isPresent()) {
      var cores = Runtime.getRuntime().availableProcessors();
      Files.writeString(
          options.json().get(), Json.of(Instant.now(), cores, figures, notes.lines()));
    }
  }

  private boolean missed() {
    return figures.stream().anyMatch(figure -> figure.met().equals(Optional.of(false)));
  }
}
