package evalx.submission;

import java.util.List;
import java.util.Optional;

/**
 * One run of the program.
 *
 * @param expectedOutput what stdout is checked against; empty: any output is accepted
 */
public record TestCase(byte[] stdin, Optional<byte[]> expectedOutput, List<String> args) {
  public TestCase {
    args = List.copyOf(args);
  }
}
