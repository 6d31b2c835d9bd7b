package evalx.dialect.piston;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import evalx.dialect.Program;
import evalx.format.SubmissionRequest;
import evalx.submission.Checker;
import evalx.submission.FileNames;
import evalx.submission.TestCase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A test of a contest's problem, as Open-R1 asks its package for Piston to judge a program by:
 * files beside the program are the input, the correct output, a checker and limits. None of them
 * but the input is shown to the program here.
 *
 * @param config its limits, by name
 * @param expected empty where the output is told rather than judged
 */
record Grading(
    Map<String, String> config, byte[] input, Optional<byte[]> expected, Optional<byte[]> checker) {
  private static final String CONFIG = "grader_config";
  private static final String INPUT = "input.txt";
  private static final String EXPECTED = "correct_output.txt";
  private static final String CHECKER = "checker.py";
  private static final Set<String> FILES = Set.of(CONFIG, INPUT, EXPECTED, CHECKER);

  private static final byte[] RUN_CHECKER = resource();
  private static final double CHECKER_SECONDS = 10;
  private static final Pattern YES_OR_NO =
      Pattern.compile("\\b(yes|no)\\b", Pattern.CASE_INSENSITIVE);
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,9})?");

  /** The grading that files ask for; empty where they are a program's alone. */
  static Optional<Grading> of(JsonNode files) {
    var texts = new HashMap<String, String>();
    for (JsonNode file : files) {
      var name = file.path("name").asText("");
      if (FILES.contains(name)) {
        texts.putIfAbsent(name, new String(ExecuteRequest.content(file), UTF_8));
      }
    }
    if (!texts.containsKey(CONFIG) || !texts.containsKey(INPUT)) {
      return Optional.empty();
    }
    return Optional.of(
        new Grading(
            config(texts.get(CONFIG)),
            withoutReturns(texts.get(INPUT)).getBytes(UTF_8),
            Optional.ofNullable(texts.get(EXPECTED)).map(Grading::answer),
            Optional.ofNullable(texts.get(CHECKER)).map(text -> text.getBytes(UTF_8))));
  }

  private static byte[] answer(String text) {
    return withoutReturns(text).replaceAll("(?dm)^\n", "").getBytes(UTF_8);
  }

  private static String withoutReturns(String text) {
    return text.replaceAll("(?dm)\r$", "");
  }

  private static Map<String, String> config(String text) {
    var config = new HashMap<String, String>();
    for (String line : text.split("\n", -1)) {
      var parts = line.split("=", 2);
      if (parts.length == 2) {
        config.put(parts[0].strip(), parts[1].strip());
      }
    }
    return Map.copyOf(config);
  }

  private static byte[] resource() {
    try (var in = Grading.class.getResourceAsStream("/dialects/open-r1-checker.py")) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether a file is the grader's, and none of the program. */
  static boolean takes(String name) {
    return FILES.contains(name);
  }

  /** As it was sent; empty where it was not. */
  String text(String limit) {
    return config.getOrDefault(limit, "");
  }

  private Optional<Double> number(String limit) {
    return Optional.of(text(limit)).filter(NUMBER.asMatchPredicate()).map(Double::valueOf);
  }

  /** CPU time of the run. */
  Optional<Duration> time() {
    return number("TIME_LIMIT").map(seconds -> Duration.ofMillis(Math.round(seconds * 1000)));
  }

  /** Bytes. */
  Optional<Long> memory() {
    return number("MEMORY_LIMIT").map(mib -> Math.round(mib * (1 << 20)));
  }

  /** The one run, with its streams or their files. */
  Program.Runs runs(List<String> args) {
    var byFiles = text("INPUT_MODE").equals("file");
    var names =
        byFiles ? new FileNames(Optional.of(INPUT), Optional.of("output.txt")) : FileNames.NONE;
    var terms =
        new TestCase.Terms(TestCase.OwnLimits.NONE, 1, Optional.empty(), Optional.empty(), names);
    return new Program.Runs(
        List.of(new TestCase(input, expected, args, terms)),
        false,
        true,
        new Program.Outputs(false, check(), List.of()));
  }

  /** Words apart from white space; where the answer says yes or no, the case of letters is free. */
  private SubmissionRequest.Check check() {
    if (expected.isPresent() && checker.isPresent()) {
      return custom(checker.get());
    }
    var ignoreCase =
        expected.filter(text -> YES_OR_NO.matcher(new String(text, ISO_8859_1)).find());
    return Program.Outputs.check(Checker.Kind.TOKENS, ignoreCase.isPresent());
  }

  private static SubmissionRequest.Check custom(byte[] checker) {
    var nothing = Program.Outputs.check(Checker.Kind.CUSTOM, false);
    var files = List.of(file("main.py", RUN_CHECKER), file(CHECKER, checker));
    var program =
        new SubmissionRequest.Program(
            Optional.of("python"),
            Optional.empty(),
            Optional.empty(),
            Optional.of(files),
            List.of(),
            new SubmissionRequest.Stages(Optional.empty(), Map.of(), nothing.program().limits()));
    var limits =
        new SubmissionRequest.Limits(
            Optional.of(CHECKER_SECONDS), Optional.empty(), Optional.empty());
    return new SubmissionRequest.Check(
        nothing.type(),
        nothing.tolerance(),
        nothing.ignoreCase(),
        new SubmissionRequest.CheckProgram(
            Optional.of(program), Optional.of("testlib"), List.of(), limits));
  }

  private static SubmissionRequest.GivenFile file(String name, byte[] content) {
    return new SubmissionRequest.GivenFile(
        name, content, SubmissionRequest.Role.SOURCE, Optional.empty());
  }
}
