package evalx.bench;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The words of the command line.
 *
 * @param what which measures
 * @param url of the server
 * @param run the folder of its pid files, where it runs on this machine
 * @param startUpMillis how long it took to start, where it was started for this
 * @param rounds of which the median counts
 * @param submissions of a round of {@code batch} in C++; the others follow from it
 * @param tests test cases of a submission
 * @param languages of {@code batch}
 * @param json where the figures go, too
 * @param costs whether {@code sandbox} also measures what each part of the daemon costs
 * @param strict whether a missed target is a failure
 * @param check whether the words are only read, not followed
 * @param progress whether somebody looks at a terminal
 */
record Options(
    String what,
    URI url,
    Optional<Path> run,
    OptionalInt startUpMillis,
    int rounds,
    int submissions,
    int tests,
    List<String> languages,
    Optional<Path> json,
    boolean costs,
    boolean strict,
    boolean check,
    boolean progress) {
  static final List<String> MEASURES =
      List.of(
          "sandbox",
          "batch",
          "latency",
          "growth",
          "submit",
          "cold",
          "distinct",
          "streams",
          "page",
          "all");

  private static final List<String> USUAL_LANGUAGES =
      List.of("cpp", "python", "python-numpy", "javascript", "java");

  static Options parse(String... words) {
    var parser = new Parser();
    var left = new ArrayDeque<>(List.of(words));
    while (!left.isEmpty()) {
      parser.take(left);
    }
    return parser.options();
  }

  /** What has been read so far. */
  private static final class Parser {
    private String what = "all";
    private URI url = URI.create("http://127.0.0.1:3000");
    private Path run;
    private OptionalInt startUpMillis = OptionalInt.empty();
    private int rounds = 3;
    private int submissions = 1000;
    private int tests = 20;
    private List<String> languages = USUAL_LANGUAGES;
    private boolean numpy;
    private Path json;
    private boolean costs;
    private boolean strict;
    private boolean check;
    private boolean progress;

    void take(ArrayDeque<String> words) {
      var word = words.remove();
      switch (word) {
        case "--url" -> url = URI.create(value(word, words));
        case "--run" -> run = Path.of(value(word, words));
        case "--start-up-millis" -> startUpMillis = OptionalInt.of(number(word, words, 999_999));
        case "--rounds" -> rounds = number(word, words, 100);
        case "--submissions" -> submissions = number(word, words, 100_000);
        case "--tests" -> tests = number(word, words, 1000);
        case "--language" -> languages = known(List.of(value(word, words).split(",")));
        case "--numpy" -> numpy = true;
        case "--json" -> json = Path.of(value(word, words));
        case "--parts" -> costs = true;
        case "--strict" -> strict = true;
        case "--check" -> check = true;
        case "--progress" -> progress = true;
        default -> what = measure(word);
      }
    }

    private static String measure(String word) {
      if (!MEASURES.contains(word)) {
        throw new BenchFailure(
            "Unknown argument: " + word + "; measures are " + String.join(", ", MEASURES) + ".");
      }
      return word;
    }

    private static String value(String name, ArrayDeque<String> words) {
      if (words.isEmpty()) {
        throw new BenchFailure(name + " needs a value.");
      }
      return words.remove();
    }

    private static int number(String name, ArrayDeque<String> words, int most) {
      var text = value(name, words);
      if (text.matches("[1-9][0-9]{0,5}") && Integer.parseInt(text) <= most) {
        return Integer.parseInt(text);
      }
      throw new BenchFailure(
          "%s must be a whole number from 1 to %d, not '%s'.".formatted(name, most, text));
    }

    private static List<String> known(List<String> languages) {
      languages.forEach(Program::small);
      return languages;
    }

    /** Those asked for, with programs that use NumPy in the place of plain ones in Python. */
    private List<String> languages() {
      return numpy
          ? languages.stream()
              .map(id -> id.equals("python") ? "python-numpy" : id)
              .distinct()
              .toList()
          : languages;
    }

    Options options() {
      return new Options(
          what,
          url,
          Optional.ofNullable(run),
          startUpMillis,
          rounds,
          submissions,
          tests,
          languages(),
          Optional.ofNullable(json),
          costs,
          strict,
          check,
          progress);
    }
  }
}
