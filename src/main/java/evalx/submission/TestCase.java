package evalx.submission;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One run of the program.
 *
 * @param expectedOutput what stdout is checked against; empty: any output is accepted
 * @param terms what holds for this test case alone
 * @param files what is in the file store instead of here
 */
public record TestCase(
    byte[] stdin,
    Optional<byte[]> expectedOutput,
    List<String> args,
    Terms terms,
    DataFiles files) {

  /** Parts of a test case that are files of the file store. */
  public record DataFiles(Optional<FileId> stdin, Optional<FileId> expectedOutput) {
    public static final DataFiles NONE = new DataFiles(Optional.empty(), Optional.empty());

    /** Whether there are any. */
    public boolean areThere() {
      return stdin.isPresent() || expectedOutput.isPresent();
    }
  }

  /**
   * What holds for one test case alone.
   *
   * @param limits where they differ from those of the submission
   * @param runs how often the program is run; it is accepted if each run is
   * @param points what it is worth; empty: 1 in a group, else nothing
   * @param group the name of the group that it is in
   * @param fileNames where they differ from those of the submission
   */
  public record Terms(
      OwnLimits limits,
      int runs,
      Optional<Double> points,
      Optional<String> group,
      FileNames fileNames) {
    /** Nothing differs from other test cases. */
    public static final Terms NONE =
        new Terms(OwnLimits.NONE, 1, Optional.empty(), Optional.empty());

    /** With the file names of the submission. */
    public Terms(OwnLimits limits, int runs, Optional<Double> points, Optional<String> group) {
      this(limits, runs, points, group, FileNames.NONE);
    }
  }

  /** Limits of a test case; those that are absent are the submission's. */
  public record OwnLimits(Optional<Duration> cpu, Optional<Duration> wall, Optional<Long> memory) {
    public static final OwnLimits NONE =
        new OwnLimits(Optional.empty(), Optional.empty(), Optional.empty());

    /** The limits that follow where these are missing; a wall limit follows from CPU time. */
    public Limits over(Limits others) {
      return new Limits(
          cpu.orElse(others.cpu()),
          wall.or(() -> cpu.map(Limits::wallFor)).orElse(others.wall()),
          memory.orElse(others.memory()),
          others.output(),
          others.box());
    }
  }

  /** A test case on the submission's own terms. */
  public TestCase(byte[] stdin, Optional<byte[]> expectedOutput, List<String> args) {
    this(stdin, expectedOutput, args, Terms.NONE, DataFiles.NONE);
  }

  public TestCase {
    args = List.copyOf(args);
  }

  /** A test case without files. */
  public TestCase(byte[] stdin, Optional<byte[]> expectedOutput, List<String> args, Terms terms) {
    this(stdin, expectedOutput, args, terms, DataFiles.NONE);
  }

  /** The same test case with parts that are in the file store. */
  public TestCase reading(DataFiles others) {
    return new TestCase(stdin, expectedOutput, args, terms, others);
  }

  /** Whether stdout is checked; otherwise any is accepted. */
  public boolean isCompared() {
    return expectedOutput.isPresent() || files.expectedOutput().isPresent();
  }
}
