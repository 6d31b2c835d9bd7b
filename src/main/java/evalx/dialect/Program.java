package evalx.dialect;

import evalx.format.SubmissionRequest;
import evalx.submission.BoxLimits;
import evalx.submission.Checker;
import evalx.submission.Encoding;
import evalx.submission.FileNames;
import evalx.submission.SourceFile;
import evalx.submission.Streams;
import evalx.submission.TestCase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A program as a dialect's client sent it, in the terms of the one way in.
 *
 * @param files the main one first
 */
public record Program(
    Choice choice, List<SourceFile> files, List<String> compilerOptions, Limits limits, Runs runs) {

  private static final SubmissionRequest.Limits USUAL_LIMITS =
      new SubmissionRequest.Limits(Optional.empty(), Optional.empty(), Optional.empty());

  /**
   * The language.
   *
   * @param language its id or an alias
   * @param version the only one that may run it; empty: any
   */
  public record Choice(String language, Optional<String> version) {
    /** A language in any version. */
    public static Choice any(String language) {
      return new Choice(language, Optional.empty());
    }
  }

  /** A program in any version of its language. */
  public Program(
      String language,
      List<SourceFile> files,
      List<String> compilerOptions,
      Limits limits,
      Runs runs) {
    this(Choice.any(language), files, compilerOptions, limits, runs);
  }

  /**
   * What each run may use; what is empty is the language's own.
   *
   * @param memory bytes
   * @param output bytes of stdout, all of which the file store keeps where the result does not show
   *     them
   * @param box what else its box may have
   */
  public record Limits(
      Optional<Duration> cpu,
      Optional<Duration> wall,
      Optional<Long> memory,
      Optional<Long> output,
      BoxLimits box) {
    public static final Limits DEFAULT =
        new Limits(Optional.empty(), Optional.empty(), Optional.empty());

    /** With the usual output. */
    public Limits(Optional<Duration> cpu, Optional<Duration> wall, Optional<Long> memory) {
      this(cpu, wall, memory, Optional.empty(), BoxLimits.NODE);
    }
  }

  /**
   * How it is run.
   *
   * @param stopOnFailure whether the runs after the first that is not accepted are skipped
   * @param cache whether the outcome of an earlier, identical run may be used
   * @param outputs what becomes of what they print and write
   * @param start how they begin
   */
  public record Runs(
      List<TestCase> testCases,
      boolean stopOnFailure,
      boolean cache,
      Outputs outputs,
      Start start) {
    /** With the usual outputs. */
    public Runs(List<TestCase> testCases, boolean stopOnFailure, boolean cache) {
      this(testCases, stopOnFailure, cache, Outputs.USUAL);
    }

    /** That begin as usual. */
    public Runs(List<TestCase> testCases, boolean stopOnFailure, boolean cache, Outputs outputs) {
      this(testCases, stopOnFailure, cache, outputs, Start.USUAL);
    }

    /** The same runs that begin so. */
    public Runs begun(Start other) {
      return new Runs(testCases, stopOnFailure, cache, outputs, other);
    }

    /** One run that is not judged. */
    public static Runs once(byte[] stdin, List<String> args) {
      return new Runs(List.of(new TestCase(stdin, Optional.empty(), args)), false, true);
    }
  }

  /**
   * How runs begin.
   *
   * @param environment further variables
   * @param mainClass the class that they begin in; empty: the one that is found
   */
  public record Start(Map<String, String> environment, Optional<String> mainClass) {
    public static final Start USUAL = new Start(Map.of(), Optional.empty());

    public Start {
      environment = Map.copyOf(environment);
    }
  }

  /**
   * What becomes of the outputs of runs.
   *
   * @param stderrToStdout whether they have one output
   * @param check how it is judged
   * @param kept files of the working folder that the result has, by name or pattern
   */
  public record Outputs(boolean stderrToStdout, SubmissionRequest.Check check, List<String> kept) {
    /** Two streams, compared by lines, and no files. */
    public static final Outputs USUAL = compared(Checker.Kind.LINES);

    public Outputs {
      kept = List.copyOf(kept);
    }

    /** Two streams, the first of which is compared so, and no files. */
    public static Outputs compared(Checker.Kind kind) {
      return new Outputs(false, check(kind, false), List.of());
    }

    /** A comparison. */
    public static SubmissionRequest.Check check(Checker.Kind kind, boolean ignoreCase) {
      return new SubmissionRequest.Check(
          Optional.of(kind.label()),
          new SubmissionRequest.Tolerance(Optional.empty(), Optional.empty(), Optional.empty()),
          ignoreCase ? Optional.of(true) : Optional.empty(),
          new SubmissionRequest.CheckProgram(
              Optional.empty(), Optional.empty(), List.of(), USUAL_LIMITS));
    }
  }

  /** A program of one file with the name that its language gives it. */
  public static List<SourceFile> file(String name, byte[] content) {
    return List.of(new SourceFile(name, content));
  }

  private static SubmissionRequest.GivenFile given(SourceFile file) {
    return new SubmissionRequest.GivenFile(
        file.name(),
        file.content(),
        file.isData() ? SubmissionRequest.Role.DATA : SubmissionRequest.Role.SOURCE,
        file.file());
  }

  /** What is asked for. */
  public SubmissionRequest request() {
    return request(Optional.empty());
  }

  /**
   * What is asked for.
   *
   * @param webhook where its result is sent; empty: nowhere
   */
  public SubmissionRequest request(Optional<SubmissionRequest.Webhook> webhook) {
    return new SubmissionRequest(
        new SubmissionRequest.Program(
            Optional.of(choice.language()),
            choice.version(),
            Optional.empty(),
            Optional.of(files.stream().map(Program::given).toList()),
            compilerOptions,
            stages()),
        runs.testCases(),
        new SubmissionRequest.Limits(
            limits.cpu().map(Program::seconds),
            limits.wall().map(Program::seconds),
            limits.memory(),
            limits.output(),
            limits.box()),
        new SubmissionRequest.Judging(
            Optional.of(runs.outputs().check()), Optional.of(runs.stopOnFailure()), List.of()),
        new SubmissionRequest.Handling(
            Optional.of(Encoding.BASE64),
            Optional.empty(),
            webhook,
            Optional.of(runs.cache()),
            Optional.of(true),
            runs.outputs().kept()),
        new SubmissionRequest.Noticed(List.of(), List.of()));
  }

  private SubmissionRequest.Stages stages() {
    return new SubmissionRequest.Stages(
        Optional.empty(),
        runs.start().environment(),
        USUAL_LIMITS,
        runs.start().mainClass(),
        new Streams(FileNames.NONE, runs.outputs().stderrToStdout()));
  }

  private static double seconds(Duration time) {
    return time.toMillis() / 1000.0;
  }
}
