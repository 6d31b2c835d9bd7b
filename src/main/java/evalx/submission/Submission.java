package evalx.submission;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A program and its test cases, checked and complete: every default is filled in.
 *
 * @param testCases at least one, unless it is only to be compiled
 * @param warnings what was noticed in the request, for the result
 */
public record Submission(
    Source source,
    List<TestCase> testCases,
    Limits limits,
    Judging judging,
    Handling handling,
    List<String> warnings) {

  /**
   * The program.
   *
   * @param language the id in the table of languages
   * @param version how the language's version must begin, such as "12"; empty: any
   * @param files at least one, the main one first
   */
  public record Source(
      String language,
      Optional<String> version,
      List<SourceFile> files,
      List<String> compilerOptions,
      Stages stages) {
    public Source {
      files = List.copyOf(files);
      compilerOptions = List.copyOf(compilerOptions);
    }

    /** A program that is compiled and run as usual. */
    public Source(
        String language,
        Optional<String> version,
        List<SourceFile> files,
        List<String> compilerOptions) {
      this(language, version, files, compilerOptions, Stages.USUAL);
    }

    /** Whether the program finds other files in its working folder. */
    public boolean hasFilesBeside() {
      return files.size() > 1;
    }
  }

  /**
   * How its stages differ from the usual ones.
   *
   * @param compileLimits in place of the compiler's own
   * @param environment variables of its runs, beside those that every program has or in their place
   * @param compileOnly whether it is compiled and not run
   * @param mainClass the class that its runs begin in; empty: the one that is found in its sources
   * @param streams of its runs
   */
  public record Stages(
      Optional<Limits> compileLimits,
      Map<String, String> environment,
      boolean compileOnly,
      Optional<String> mainClass,
      Streams streams) {
    /** Compiled within the compiler's own limits, and run. */
    public static final Stages USUAL = new Stages(Optional.empty(), Map.of(), false);

    public Stages {
      environment = Map.copyOf(environment);
    }

    /** A program that begins where it usually does, and reads stdin. */
    public Stages(
        Optional<Limits> compileLimits, Map<String, String> environment, boolean compileOnly) {
      this(compileLimits, environment, compileOnly, Optional.empty(), Streams.PLAIN);
    }
  }

  /**
   * How its runs are judged.
   *
   * @param stopOnFailure whether the test cases after the first that is not accepted are skipped
   * @param hints whether the result explains what went wrong to people who learn
   */
  public record Judging(Checker checker, boolean stopOnFailure, List<Group> groups, boolean hints) {
    public Judging {
      groups = List.copyOf(groups);
    }

    /** Without hints. */
    public Judging(Checker checker, boolean stopOnFailure, List<Group> groups) {
      this(checker, stopOnFailure, groups, false);
    }

    /** Without groups. */
    public Judging(Checker checker, boolean stopOnFailure) {
      this(checker, stopOnFailure, List.of());
    }

    /** The program of its checker, where that is one. */
    public Optional<CheckerProgram> program() {
      return checker instanceof Checker.ByProgram judge
          ? Optional.of(judge.program())
          : Optional.empty();
    }
  }

  /**
   * How it is handled on its way.
   *
   * @param encoding of the inputs and outputs in JSON
   * @param priority 1 (first) to 10 (last)
   * @param cache whether the outcome of an earlier, identical compilation or run may be used
   * @param webhook where its result is sent; empty: nowhere
   */
  public record Handling(
      Encoding encoding, int priority, boolean cache, Optional<URI> webhook, Keeping keeping) {
    /** Of a submission that asks for no webhook. */
    public Handling(Encoding encoding, int priority, boolean cache) {
      this(encoding, priority, cache, Optional.empty());
    }

    /** Nothing is kept but the result. */
    public Handling(Encoding encoding, int priority, boolean cache, Optional<URI> webhook) {
      this(encoding, priority, cache, webhook, Keeping.NOTHING);
    }

    public boolean keepOutput() {
      return keeping.output();
    }

    public List<String> outputFiles() {
      return keeping.files();
    }
  }

  /**
   * What of its runs goes to the file store.
   *
   * @param output whether outputs that its result may not show whole do
   * @param files names and patterns of files that do when its runs leave them
   */
  public record Keeping(boolean output, List<String> files) {
    static final Keeping NOTHING = new Keeping(false, List.of());

    public Keeping {
      files = List.copyOf(files);
    }
  }

  public Submission {
    testCases = List.copyOf(testCases);
    warnings = List.copyOf(warnings);
  }

  /** What a test case of it may use. */
  public Limits limits(TestCase testCase) {
    return testCase.terms().limits().over(limits);
  }

  /** The files that stand for stdin and stdout in a test case of it. */
  public FileNames fileNames(TestCase testCase) {
    return testCase.terms().fileNames().over(source.stages().streams().fileNames());
  }

  /** Whether a program judges it that is given data of the file store. */
  public boolean judgesStoredData() {
    return judging.program().isPresent()
        && testCases.stream().anyMatch(testCase -> testCase.files().areThere());
  }

  /** Whether some of its files are given to no compiler. */
  public boolean hasDataFiles() {
    return sources().stream().flatMap(each -> each.files().stream()).anyMatch(SourceFile::isData);
  }

  /** The id of its language in the table of languages. */
  public String language() {
    return source.language();
  }

  /** What it runs, its own program first: the programs that one sandbox has to be able to run. */
  public List<Source> sources() {
    return Stream.concat(Stream.of(source), judging.program().map(CheckerProgram::source).stream())
        .toList();
  }
}
