package evalx.submission;

/**
 * Where the runs of a submission read and write, apart from stdin and stdout.
 *
 * @param fileNames of all test cases that have none of their own
 * @param stderrToStdout whether what runs write to stderr goes to stdout, in the order in which
 *     they write it
 */
public record Streams(FileNames fileNames, boolean stderrToStdout) {
  /** Three streams, and no files. */
  public static final Streams PLAIN = new Streams(FileNames.NONE, false);
}
