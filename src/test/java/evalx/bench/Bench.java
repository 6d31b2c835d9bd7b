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

/** Measures a running EvalX: {@code ./evalx bench} starts this and says what it takes. */
final class Bench {
  private static final double MOST_MIB = 700;
  private static final int MISSED = 3;

  private static final Map<String, Function<Setup, Measure>> MEASURES = new LinkedHashMap<>();

  static {
    MEASURES.put("sandbox", SandboxMeasure::new);
    MEASURES.put("latency", LatencyMeasure::new);
    MEASURES.put("batch", BatchMeasure::new);
    MEASURES.put("growth", GrowthMeasure::new);
    MEASURES.put("cold", ColdMeasure::new);
    MEASURES.put("submit", SubmitMeasure::new);
  }

  private Bench() {}

  public static void main(String[] words) throws IOException {
    var terminal = new PrintStream(System.err, false, StandardCharsets.UTF_8);
    try {
      var options = Options.parse(words);
      if (options.check()) {
        return;
      }
      var progress = options.progress() ? Progress.on(terminal) : Progress.nowhere();
      System.exit(report(options, measure(options, progress)));
    } catch (BenchFailure e) {
      terminal.println("evalx: " + e.getMessage());
      terminal.flush();
      System.exit(1);
    }
  }

  private static List<Figure> measure(Options options, Progress progress) {
    var token = Optional.ofNullable(System.getenv("API_TOKENS")).map(all -> all.split(",")[0]);
    var setup =
        new Setup(
            options,
            new Server(options.url(), token),
            new Parts(options.run()),
            progress,
            Runtime.getRuntime().availableProcessors());
    var figures = new ArrayList<Figure>();
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
    memory(setup.parts()).ifPresent(figures::add);
    return figures;
  }

  private static Optional<Figure> memory(Parts parts) {
    return parts.serverMib().stream()
        .mapToObj(mib -> Figure.of("memory of the server", "MiB", List.of(Round.of(mib))))
        .map(figure -> figure.aimingAt(Target.atMost(MOST_MIB)))
        .findFirst();
  }

  /** The exit status. */
  private static int report(Options options, List<Figure> figures) throws IOException {
    System.out.print(Table.of(figures));
    if (options.json().isPresent()) {
      var cores = Runtime.getRuntime().availableProcessors();
      Files.writeString(options.json().get(), Json.of(Instant.now(), cores, figures));
    }
    var missed = figures.stream().anyMatch(figure -> figure.met().equals(Optional.of(false)));
    return options.strict() && missed ? MISSED : 0;
  }
}
