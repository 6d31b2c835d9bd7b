package evalx.dialect;

import evalx.format.SubmissionRequest;
import evalx.submission.Checker;
import evalx.submission.Encoding;
import evalx.submission.SourceFile;
import evalx.submission.TestCase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A program as a dialect's client sent it, in the terms of the one way in.
 *
 * @param language its id or an alias
 * @param files the main one first
 */
public record Program(
    String language,
    List<SourceFile> files,
    List<String> compilerOptions,
    Limits limits,
    Runs runs) {

  private static final SubmissionRequest.Limits USUAL_LIMITS =
      new SubmissionRequest.Limits(Optional.empty(), Optional.empty(), Optional.empty());

  private static final SubmissionRequest.Stages USUAL_STAGES =
      new SubmissionRequest.Stages(Optional.empty(), Map.of(), USUAL_LIMITS);

  /**
   * What each run may use; what is empty is the language's own.
   *
   * @param memory bytes
   */
  public record Limits(Optional<Duration> cpu, Optional<Duration> wall, Optional<Long> memory) {
    public static final Limits DEFAULT =
        new Limits(Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * How it is run.
   *
   * @param stopOnFailure whether the runs after the first that is not accepted are skipped
   * @param cache whether the outcome of an earlier, identical run may be used
   * @param comparison how outputs are compared, by the name of a checker
   */
  public record Runs(
      List<TestCase> testCases, boolean stopOnFailure, boolean cache, Checker.Kind comparison) {
    /** Compared by lines, as usual. */
    public Runs(List<TestCase> testCases, boolean stopOnFailure, boolean cache) {
      this(testCases, stopOnFailure, cache, Checker.Kind.LINES);
    }

    /** One run that is not judged. */
    public static Runs once(byte[] stdin, List<String> args) {
      return new Runs(List.of(new TestCase(stdin, Optional.empty(), args)), false, true);
    }
  }

  /** A program of one file with the name that its language gives it. */
  public static List<SourceFile> file(String name, byte[] content) {
    return List.of(new SourceFile(name, content));
  }

  private static SubmissionRequest.GivenFile given(SourceFile file) {
    return new SubmissionRequest.GivenFile(
        file.name(), file.content(), SubmissionRequest.Role.SOURCE, Optional.empty());
  }

  /** What is asked for. */
  public SubmissionRequest request() {
    return new SubmissionRequest(
        new SubmissionRequest.Program(
            Optional.of(language),
            Optional.empty(),
            Optional.empty(),
            Optional.of(files.stream().map(Program::given).toList()),
            compilerOptions,
            USUAL_STAGES),
        runs.testCases(),
        new SubmissionRequest.Limits(
            limits.cpu().map(Program::seconds),
            limits.wall().map(Program::seconds),
            limits.memory()),
        new SubmissionRequest.Judging(
            Optional.of(check()), Optional.of(runs.stopOnFailure()), List.of()),
        new SubmissionRequest.Handling(
            Optional.of(Encoding.BASE64),
            Optional.empty(),
            Optional.empty(),
            Optional.of(runs.cache()),
            Optional.empty(),
            List.of()),
        new SubmissionRequest.Noticed(List.of(), List.of()));
  }

  private SubmissionRequest.Check check() {
    return new SubmissionRequest.Check(
        Optional.of(runs.comparison().label()),
        new SubmissionRequest.Tolerance(Optional.empty(), Optional.empty(), Optional.empty()),
        Optional.empty(),
        new SubmissionRequest.CheckProgram(
            Optional.empty(), Optional.empty(), List.of(), USUAL_LIMITS));
  }

  private static double seconds(Duration time) {
    return time.toMillis() / 1000.0;
  }
}
