package evalx.intake;

import evalx.files.FileStore;
import evalx.format.Findings;
import evalx.format.SubmissionRequest;
import evalx.submission.Caller;
import evalx.submission.FileId;
import evalx.submission.Submission;
import evalx.submission.TestCase;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Which files of the file store a submission may name: those that its caller has sent. */
final class FileRules {
  /** What an artifact of the sandbox may have, less some room for what a compiler makes. */
  private static final long MAX_PROGRAM_BYTES = 56L << 20;

  private final FileStore files;
  private final Caller caller;
  private final Findings findings;
  private final Map<FileId, OptionalLong> sizes = new HashMap<>();

  FileRules(FileStore files, Caller caller, Findings findings) {
    this.files = files;
    this.caller = caller;
    this.findings = findings;
  }

  void checkTestCases(List<TestCase> cases) {
    for (int i = 0; i < cases.size(); i++) {
      var named = cases.get(i).files();
      size("test_cases[" + i + "].stdin_file", named.stdin());
      size("test_cases[" + i + "].expected_output_file", named.expectedOutput());
    }
  }

  /**
   * Errors name the files by their places in the request, which are others in the program.
   *
   * @param source what becomes of the program
   */
  void checkProgram(SubmissionRequest.Program program, Submission.Source source) {
    var given = program.files().orElse(List.of());
    var main = source.files().stream().findFirst().filter(file -> file.file().isPresent());
    long bytes = 0;
    for (int i = 0; i < given.size(); i++) {
      var file = given.get(i);
      var field = "files[" + i + "].file";
      if (main.isPresent() && file.name().equals(main.get().name())) {
        findings.error(field, "cannot stand for the main file, which needs a content");
      }
      bytes += size(field, file.file());
    }
    if (bytes > MAX_PROGRAM_BYTES) {
      findings.error("files", "may have at most 56 MiB in the file store together");
    }
  }

  private long size(String field, Optional<FileId> id) {
    if (id.isEmpty()) {
      return 0;
    }
    var size = sizes.computeIfAbsent(id.get(), named -> files.size(named, caller));
    if (size.isEmpty()) {
      findings.error(field, "there is no file " + id.get() + "; send it with PUT /files");
    }
    return size.orElse(0);
  }
}
