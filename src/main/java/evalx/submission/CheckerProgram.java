package evalx.submission;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The program of a checker, written by the setter of the problem: what it says is believed.
 *
 * @param args for it alone, after the names of the files
 * @param limits of each of its runs
 */
public record CheckerProgram(
    Submission.Source source, Interface protocol, List<String> args, Limits limits) {

  /** What such a program is given, and how it says what it found. */
  public enum Interface {
    /** The names of input, output and answer; exits with 0, 1, 2, 3 or 7, as testlib does. */
    TESTLIB,
    /** The names of input, answer and a folder for messages, the output as stdin; 42 or 43. */
    ICPC;

    /** What clients call it. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Interface> labelled(String label) {
      return Stream.of(values()).filter(one -> one.label().equals(label)).findFirst();
    }
  }

  public CheckerProgram {
    args = List.copyOf(args);
  }
}
