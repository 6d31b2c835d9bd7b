package evalx.format;

import evalx.submission.BoxLimits;
import evalx.submission.Checker;
import evalx.submission.CheckerProgram;
import evalx.submission.Encoding;
import evalx.submission.FileNames;
import evalx.submission.Group;
import evalx.submission.Limits;
import evalx.submission.SourceFile;
import evalx.submission.Streams;
import evalx.submission.Submission;
import evalx.submission.TestCase;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Submissions as the rules may let them pass, from a seed. */
final class RandomSubmissions {
  private static final List<String> TEXTS =
      List.of("", "a\n", "\"\\\t\r\b\f/", "\u0000\u0001\u001f\u007f", "é€😀\u2028", "\ufeff<&>");

  private final Random random;

  RandomSubmissions(long seed) {
    random = new Random(seed);
  }

  Submission next() {
    return new Submission(
        new Submission.Source(
            one(List.of("cpp", "c", "java")),
            maybe(() -> one(List.of("12", "12.2.0"))),
            list(1, this::file),
            list(0, () -> "-" + text()),
            stages()),
        list(1, () -> new TestCase(bytes(), maybe(this::bytes), list(0, this::text), terms())),
        limitsOfRuns(),
        new Submission.Judging(
            checker(), random.nextBoolean(), list(0, this::group), random.nextBoolean()),
        new Submission.Handling(
            one(List.of(Encoding.values())),
            1 + random.nextInt(10),
            random.nextBoolean(),
            maybe(() -> URI.create("https://example.org/r?n=" + random.nextInt()))),
        list(0, this::text));
  }

  private SourceFile file() {
    var file = new SourceFile("file" + random.nextInt(), bytes());
    return random.nextBoolean() ? file.asData() : file;
  }

  private Submission.Stages stages() {
    return new Submission.Stages(
        maybe(this::limits),
        random.nextBoolean() ? Map.of("A", text(), "B", text()) : Map.of(),
        random.nextBoolean(),
        maybe(this::text),
        new Streams(fileNames(), random.nextBoolean()));
  }

  private FileNames fileNames() {
    return new FileNames(maybe(this::text), maybe(this::text));
  }

  private Limits limits() {
    return new Limits(time(), time(), memory());
  }

  private Limits limitsOfRuns() {
    var box =
        new BoxLimits(
            maybe(() -> 1 + random.nextInt(99)), maybe(this::memory), maybe(this::memory));
    return new Limits(time(), time(), memory(), Limits.DEFAULT_OUTPUT, box);
  }

  private long memory() {
    return (long) random.nextInt(1 << 20) << 10;
  }

  private TestCase.Terms terms() {
    return new TestCase.Terms(
        new TestCase.OwnLimits(maybe(this::time), maybe(this::time), maybe(this::memory)),
        1 + random.nextInt(20),
        maybe(random::nextDouble),
        maybe(this::text),
        fileNames());
  }

  private Group group() {
    return new Group(
        text(),
        maybe(random::nextDouble),
        one(List.of(Group.Scoring.values())),
        random.nextBoolean());
  }

  private Checker checker() {
    return one(
        List.of(
            new Checker.Lines(),
            new Checker.Exact(),
            new Checker.Unordered(),
            new Checker.Lenient(),
            new Checker.None(),
            new Checker.Tokens(random.nextBoolean(), maybe(this::tolerance)),
            new Checker.Custom(program()),
            new Checker.Interactive(program())));
  }

  private Checker.Tokens.Tolerance tolerance() {
    return new Checker.Tokens.Tolerance(random.nextDouble(), random.nextDouble());
  }

  private CheckerProgram program() {
    return new CheckerProgram(
        new Submission.Source("c", Optional.empty(), list(1, this::file), list(0, this::text)),
        one(List.of(CheckerProgram.Interface.values())),
        list(0, this::text),
        limits());
  }

  private Duration time() {
    return Duration.ofNanos(random.nextLong(121_000_000_000L));
  }

  private byte[] bytes() {
    if (random.nextBoolean()) {
      return text().getBytes(StandardCharsets.UTF_8);
    }
    var bytes = new byte[random.nextInt(50)];
    random.nextBytes(bytes);
    return bytes;
  }

  private String text() {
    return String.join("", list(0, () -> one(TEXTS)));
  }

  private <T> List<T> list(int min, Supplier<T> element) {
    return Stream.generate(element).limit(min + random.nextInt(4)).toList();
  }

  private <T> Optional<T> maybe(Supplier<T> value) {
    return random.nextBoolean() ? Optional.of(value.get()) : Optional.empty();
  }

  private <T> T one(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
