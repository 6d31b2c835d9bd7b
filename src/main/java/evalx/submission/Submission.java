package evalx.submission;

import java.util.List;
import java.util.Optional;

/**
 * A program and its test cases, checked and complete: defaults are filled in.
 *
 * @param language the id in the table of languages
 * @param version how the version must begin, such as "12"; empty: any
 * @param files the program's files, the main one first
 * @param testCases at least one
 * @param stopOnFailure whether test cases after the first that is not accepted are skipped
 * @param priority 1 (first) to 10 (last)
 * @param cache whether the outcome of the same run before may stand for a run
 * @param warnings what was noticed in the request, for the result
 */
public record Submission(
    String language,
    Optional<String> version,
    List<SourceFile> files,
    Encoding encoding,
    List<TestCase> testCases,
    Limits limits,
    List<String> compilerOptions,
    Checker checker,
    boolean stopOnFailure,
    int priority,
    boolean cache,
    List<String> warnings) {
  public Submission {
    files = List.copyOf(files);
    testCases = List.copyOf(testCases);
    compilerOptions = List.copyOf(compilerOptions);
    warnings = List.copyOf(warnings);
  }
}
