package evalx.submission;

import java.util.List;
import java.util.Optional;

/**
 * One run of the program.
 *
 * @param expectedOutput what stdout is checked against
 * @param files what is in the file store instead of here
 */
public record TestCase(
    byte[] stdin, Optional<byte[]> expectedOutput, List<String> args, DataFiles files) {

  /** Parts of a test case that are files of the file store. */
  public record DataFiles(Optional<FileId> stdin, Optional<FileId> expectedOutput) {
    public static final DataFiles NONE = new DataFiles(Optional.empty(), Optional.empty());
  }

  public TestCase {
    args = List.copyOf(args);
  }

  /** A test case without files. */
  public TestCase(byte[] stdin, Optional<byte[]> expectedOutput, List<String> args) {
    this(stdin, expectedOutput, args, DataFiles.NONE);
  }

  /** Whether stdout is checked; otherwise any is accepted. */
  public boolean isCompared() {
    return expectedOutput.isPresent() || files.expectedOutput().isPresent();
  }
}
