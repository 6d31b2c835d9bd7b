package evalx.dialect.piston;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import evalx.dialect.Program;
import evalx.format.SubmissionRequest;
import evalx.submission.Checker;
import evalx.submission.FileId;
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
 * @param test without a correct output where the output is told rather than judged
 * @param saysYesOrNo whether the correct output does
 */
record Grading(
    Map<String, String> config, TestCase test, boolean saysYesOrNo, Optional<byte[]> checker) {
  private static final String CONFIG = "grader_config";
  private static final String INPUT = "input.txt";
  private static final String EXPECTED = "correct_output.txt";
  private static final String CHECKER = "checker.py";
  private static final Set<String> FILES = Set.of(CONFIG, INPUT, EXPECTED, CHECKER);

  private static final byte[] RUN_CHECKER = resource();
  private static final double CHECKER_SECONDS = 10;
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,9})?");

  /**
   * The grading that files ask for; empty where they are a program's alone.
   *
   * @throws BadRequest when one is not in its encoding, or too long
   */
  static Optional<Grading> of(JsonNode files, Contents contents) {
    var given = new HashMap<String, JsonNode>();
    for (JsonNode file : files) {
      var name = file.path("name").asText("");
      if (FILES.contains(name)) {
        given.putIfAbsent(name, file);
      }
    }
    if (!given.containsKey(CONFIG) || !given.containsKey(INPUT)) {
      return Optional.empty();
    }
    var input = Data.of(given.get(INPUT), false, contents);
    var expected =
        Optional.ofNullable(given.get(EXPECTED)).map(file -> Data.of(file, true, contents));
    var test =
        new TestCase(input.bytes(), expected.flatMap(Data::here), List.of())
            .reading(new TestCase.DataFiles(input.file(), expected.flatMap(Data::file)));
    return Optional.of(
        new Grading(
            config(new String(contents.bytes(given.get(CONFIG)), UTF_8)),
            test,
            expected.filter(Data::saysYesOrNo).isPresent(),
            Optional.ofNullable(given.get(CHECKER)).map(contents::bytes)));
  }

  /** What a program reads or should print: nothing here where it is a file of the file store. */
  private record Data(byte[] bytes, Optional<FileId> file, boolean saysYesOrNo) {
    Optional<byte[]> here() {
      return file.isPresent() ? Optional.empty() : Optional.of(bytes);
    }

    static Data of(JsonNode file, boolean isExpected, Contents contents) {
      var text = new GraderText(contents.open(file), isExpected);
      if (contents.isLong(file)) {
        var stored = contents.stored(text);
        return new Data(new byte[0], Optional.of(stored), text.saysYesOrNo());
      }
      try {
        return new Data(text.readAllBytes(), Optional.empty(), text.saysYesOrNo());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
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

  /** Whether there is a correct output. */
  boolean isJudged() {
    return test.isCompared();
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
        List.of(
            new TestCase(test.stdin(), test.expectedOutput(), args, terms).reading(test.files())),
        false,
        true,
        new Program.Outputs(false, check(), List.of()));
  }

  /** Words apart from white space; where the answer says yes or no, the case of letters is free. */
  private SubmissionRequest.Check check() {
    return isJudged() && checker.isPresent()
        ? custom(checker.get())
        : Program.Outputs.check(Checker.Kind.TOKENS, saysYesOrNo);
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
