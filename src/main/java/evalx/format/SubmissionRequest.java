package evalx.format;

import evalx.submission.Encoding;
import evalx.submission.SourceFile;
import evalx.submission.TestCase;
import java.util.List;
import java.util.Optional;

/**
 * A submission as somebody asked for it: no rule is applied and no default filled in. Every door
 * builds one, whatever its own format; errors name its parts by the members of {@code POST
 * /submissions}.
 *
 * @param testCases empty where none is given
 */
public record SubmissionRequest(
    Program program,
    List<TestCase> testCases,
    Limits limits,
    Judging judging,
    Handling handling,
    Noticed noticed) {

  /**
   * The program: code alone, or files.
   *
   * @param language its id or an alias
   * @param files the main one first
   */
  public record Program(
      Optional<String> language,
      Optional<String> version,
      Optional<byte[]> code,
      Optional<List<SourceFile>> files,
      List<String> compilerOptions) {
    public Program {
      files = files.map(List::copyOf);
      compilerOptions = List.copyOf(compilerOptions);
    }
  }

  /**
   * What each test case may use.
   *
   * @param timeout CPU time in seconds
   * @param wallTimeout real time in seconds
   * @param memory bytes
   * @param output bytes of stdout
   */
  public record Limits(
      Optional<Double> timeout,
      Optional<Double> wallTimeout,
      Optional<Long> memory,
      Optional<Long> output) {}

  /** How its runs are judged. */
  public record Judging(Optional<Check> checker, Optional<Boolean> stopOnFailure) {}

  /**
   * A checker.
   *
   * @param type its name, such as lines
   */
  public record Check(Optional<String> type, Optional<Double> tolerance) {}

  /** How it is handled on its way. */
  public record Handling(
      Optional<Encoding> encoding,
      Optional<Integer> priority,
      Optional<String> webhookUrl,
      Optional<Boolean> cache,
      Optional<Boolean> keepOutput,
      List<String> outputFiles) {
    public Handling {
      outputFiles = List.copyOf(outputFiles);
    }
  }

  /**
   * What its reader noticed.
   *
   * @param errors members that could not be read, which are absent here
   * @param warnings for the result
   */
  public record Noticed(List<FieldError> errors, List<String> warnings) {
    static final Noticed NOTHING = new Noticed(List.of(), List.of());

    public Noticed {
      errors = List.copyOf(errors);
      warnings = List.copyOf(warnings);
    }
  }

  public SubmissionRequest {
    testCases = List.copyOf(testCases);
  }

  SubmissionRequest with(Noticed other) {
    return new SubmissionRequest(program, testCases, limits, judging, handling, other);
  }
}
