package evalx.submission;

import java.util.List;
import java.util.Optional;

/**
 * A program and its test cases, checked and complete: every default is filled in.
 *
 * @param testCases at least one
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
      List<String> compilerOptions) {
    public Source {
      files = List.copyOf(files);
      compilerOptions = List.copyOf(compilerOptions);
    }

    /** Whether the program finds other files in its working folder. */
    public boolean hasFilesBeside() {
      return files.size() > 1;
    }
  }

  /**
   * How its runs are judged.
   *
   * @param stopOnFailure whether the test cases after the first that is not accepted are skipped
   */
  public record Judging(Checker checker, boolean stopOnFailure) {}

  /**
   * How it is handled on its way.
   *
   * @param encoding of the inputs and outputs in JSON
   * @param priority 1 (first) to 10 (last)
   * @param cache whether the outcome of an earlier, identical compilation or run may be used
   * @param keepOutput whether outputs that its result may not show whole go to the file store
   * @param outputFiles names and patterns of files that its runs leave and that are kept
   */
  public record Handling(
      Encoding encoding,
      int priority,
      boolean cache,
      boolean keepOutput,
      List<String> outputFiles) {
    public Handling {
      outputFiles = List.copyOf(outputFiles);
    }

    /** Nothing is kept but the result. */
    public Handling(Encoding encoding, int priority, boolean cache) {
      this(encoding, priority, cache, false, List.of());
    }
  }

  public Submission {
    testCases = List.copyOf(testCases);
    warnings = List.copyOf(warnings);
  }

  /** The id of its language in the table of languages. */
  public String language() {
    return source.language();
  }
}
