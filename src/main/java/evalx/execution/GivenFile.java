package evalx.execution;

import evalx.files.FileContents;
import evalx.sandbox.Content;
import evalx.submission.FileId;
import evalx.submission.TestCase;
import java.util.Optional;

/** A file that a checker's program is given: sent to its box, or read where it is stored. */
sealed interface GivenFile {
  /** In its box. */
  String path();

  record Sent(String path, byte[] content) implements GivenFile {}

  record Stored(String path, Content content) implements GivenFile {}

  static GivenFile input(TestCase testCase, FileContents files) {
    return of(CheckerFiles.INPUT, testCase.files().stdin(), testCase.stdin(), files);
  }

  static GivenFile answer(TestCase testCase, FileContents files) {
    var here = testCase.expectedOutput().orElse(new byte[0]);
    return of(CheckerFiles.ANSWER, testCase.files().expectedOutput(), here, files);
  }

  private static GivenFile of(
      String path, Optional<FileId> stored, byte[] here, FileContents files) {
    return stored
        .<GivenFile>map(id -> new Stored(path, files.of(id)))
        .orElseGet(() -> new Sent(path, here));
  }
}
