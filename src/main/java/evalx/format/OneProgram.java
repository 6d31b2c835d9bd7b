package evalx.format;

import evalx.submission.BoxLimits;
import evalx.submission.Streams;
import evalx.submission.TestCase;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Several requests for one program, each with its own input: the first one says how it is run. What
 * a later one says differently of that is ignored with a warning.
 */
final class OneProgram {
  static final String REQUESTS = "requests";

  private static final String TEST_CASES = "test_cases";

  private final List<TestCase> testCases = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private Optional<SubmissionRequest> first = Optional.empty();

  /**
   * Reads the next one. Its encoding is that of its input, and unless given that of the first,
   * whose last stage says whether there are inputs.
   */
  SubmissionRequest read(Members members) {
    var request = SubmissionReader.single(members, first);
    if (first.isEmpty()) {
      first = Optional.of(request);
    } else {
      compare(first.get(), request, testCases.size());
    }
    testCases.addAll(request.testCases());
    return request;
  }

  /** The submission they stand for; empty where there are none. */
  Optional<SubmissionRequest> submission(Findings findings) {
    warnings.forEach(findings::warn);
    return first.map(
        one ->
            new SubmissionRequest(
                one.program(),
                testCases,
                one.limits(),
                one.judging(),
                one.handling(),
                findings.noticed()));
  }

  /** The name that a member of the submission has in the requests it is made of. */
  static String field(String ofSubmission) {
    if (ofSubmission.startsWith(TEST_CASES)) {
      return REQUESTS + ofSubmission.substring(TEST_CASES.length());
    }
    return ofSubmission.isEmpty() || ofSubmission.startsWith(REQUESTS)
        ? ofSubmission
        : REQUESTS + "[0]." + ofSubmission;
  }

  private void compare(SubmissionRequest one, SubmissionRequest other, int index) {
    var names = new ArrayList<String>();
    comparePrograms(one.program(), other.program(), names);
    compare("timeout", one.limits().timeout(), other.limits().timeout(), names);
    compare("wall_timeout", one.limits().wallTimeout(), other.limits().wallTimeout(), names);
    compare("memory", one.limits().memory(), other.limits().memory(), names);
    compare("output_limit", one.limits().output(), other.limits().output(), names);
    compareBoxes(one.limits().box(), other.limits().box(), names);
    compare("checker", one.judging().checker(), other.judging().checker(), names);
    compare("hints", one.judging().hints(), other.judging().hints(), names);
    compare("priority", one.handling().priority(), other.handling().priority(), names);
    compare("cache", one.handling().cache(), other.handling().cache(), names);
    compare("keep_output", one.handling().keepOutput(), other.handling().keepOutput(), names);
    if (!other.handling().outputFiles().isEmpty()
        && !one.handling().outputFiles().equals(other.handling().outputFiles())) {
      names.add("output_files");
    }
    if (!names.isEmpty()) {
      warnings.add(
          "%s[%d]: ignored, because %s[0] decides: %s"
              .formatted(REQUESTS, index, REQUESTS, String.join(", ", names)));
    }
  }

  private static void compareBoxes(BoxLimits one, BoxLimits other, List<String> names) {
    compare("process_limit", one.processes(), other.processes(), names);
    compare("disk_limit", one.disk(), other.disk(), names);
    compare("stack_limit", one.stack(), other.stack(), names);
  }

  private static void comparePrograms(
      SubmissionRequest.Program one, SubmissionRequest.Program other, List<String> names) {
    compare("language", one.language(), other.language(), names);
    compare("version", one.version(), other.version(), names);
    compare("code", one.code().map(ByteBuffer::wrap), other.code().map(ByteBuffer::wrap), names);
    compare(
        "files",
        one.files().map(OneProgram::contents),
        other.files().map(OneProgram::contents),
        names);
    compareStages(one.stages(), other.stages(), names);
    if (!other.compilerOptions().isEmpty()
        && !one.compilerOptions().equals(other.compilerOptions())) {
      names.add("compiler_options");
    }
  }

  private static void compareStages(
      SubmissionRequest.Stages one, SubmissionRequest.Stages other, List<String> names) {
    compare("stage", one.last(), other.last(), names);
    compare("compile", given(one.compile()), given(other.compile()), names);
    compare("env", given(one.environment()), given(other.environment()), names);
    compare("main_class", one.mainClass(), other.mainClass(), names);
    compareStreams(one.streams(), other.streams(), names);
  }

  private static Optional<SubmissionRequest.Limits> given(SubmissionRequest.Limits limits) {
    return Optional.of(limits).filter(some -> !some.equals(ReadLimits.NONE));
  }

  private static Optional<Map<String, String>> given(Map<String, String> variables) {
    return Optional.of(variables).filter(some -> !some.isEmpty());
  }

  private static void compareStreams(Streams one, Streams other, List<String> names) {
    compare("input_file_name", one.fileNames().input(), other.fileNames().input(), names);
    compare("output_file_name", one.fileNames().output(), other.fileNames().output(), names);
    if (other.stderrToStdout() && !one.stderrToStdout()) {
      names.add("stderr_to_stdout");
    }
  }

  private static List<Object> contents(List<SubmissionRequest.GivenFile> files) {
    return files.stream()
        .<Object>map(
            file -> List.of(file.name(), ByteBuffer.wrap(file.content()), file.role(), file.file()))
        .toList();
  }

  private static <T> void compare(
      String name, Optional<T> one, Optional<T> other, List<String> names) {
    if (other.isPresent() && !other.equals(one)) {
      names.add(name);
    }
  }
}
