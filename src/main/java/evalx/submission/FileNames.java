package evalx.submission;

import java.util.Optional;

/**
 * Files in the working folder of a program that stand for its stdin and stdout.
 *
 * @param input the file that it reads its input from; empty: it reads stdin
 * @param output the file that it writes its output to; empty: it writes to stdout
 */
public record FileNames(Optional<String> input, Optional<String> output) {
  /** Programs read stdin and write to stdout. */
  public static final FileNames NONE = new FileNames(Optional.empty(), Optional.empty());

  /** The names that follow where these are missing. */
  public FileNames over(FileNames others) {
    return new FileNames(input.or(others::input), output.or(others::output));
  }

  /** Whether there are any. */
  public boolean areThere() {
    return input.isPresent() || output.isPresent();
  }
}
