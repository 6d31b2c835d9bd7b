package evalx.submission;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Compares what a program printed with what was expected.
 *
 * <p>Outputs are bytes, and are compared as bytes: an output that is not UTF-8 can be right.
 */
public sealed interface Checker {
  /** The kinds of checkers. */
  enum Kind {
    LINES,
    EXACT,
    TOKENS,
    FLOAT;

    /** What clients call it. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The kind that clients call so; empty where there is none. */
    public static Optional<Kind> labelled(String label) {
      return Stream.of(values()).filter(kind -> kind.label().equals(label)).findFirst();
    }

    /** What clients call all of them, in order. */
    public static List<String> labels() {
      return Stream.of(values()).map(Kind::label).toList();
    }

    /** Whether a tolerance means something to it. */
    public boolean takesTolerance() {
      return this == FLOAT;
    }

    /**
     * A checker of this kind.
     *
     * @param tolerance where it means something
     */
    public Checker checker(double tolerance) {
      return switch (this) {
        case LINES -> new Lines();
        case EXACT -> new Exact();
        case TOKENS -> new Tokens();
        case FLOAT -> new Numbers(tolerance);
      };
    }
  }

  /** Which kind it is. */
  Kind kind();

  /** The largest difference between numbers, from 0 to 1; 0 where it means nothing. */
  default double tolerance() {
    return 0;
  }

  /** Whether an output is right. */
  boolean accepts(byte[] expected, byte[] actual);

  /**
   * Line by line, ignoring white space at line ends, blank lines at the end and a byte order mark
   * at the beginning.
   */
  record Lines() implements Checker {
    @Override
    public Kind kind() {
      return Kind.LINES;
    }

    @Override
    public boolean accepts(byte[] expected, byte[] actual) {
      return LineComparison.matches(expected, actual);
    }
  }

  /** Byte by byte. */
  record Exact() implements Checker {
    @Override
    public Kind kind() {
      return Kind.EXACT;
    }

    @Override
    public boolean accepts(byte[] expected, byte[] actual) {
      return Arrays.equals(expected, actual);
    }
  }

  /**
   * Token by token, ignoring how much white space separates them and a byte order mark at the
   * beginning.
   */
  record Tokens() implements Checker {
    @Override
    public Kind kind() {
      return Kind.TOKENS;
    }

    @Override
    public boolean accepts(byte[] expected, byte[] actual) {
      return TokenComparison.matches(expected, actual, String::equals);
    }
  }

  /**
   * Token by token as {@link Tokens}, where numbers may differ.
   *
   * @param tolerance absolute or relative to the expected number
   */
  record Numbers(double tolerance) implements Checker {
    @Override
    public Kind kind() {
      return Kind.FLOAT;
    }

    @Override
    public boolean accepts(byte[] expected, byte[] actual) {
      return TokenComparison.matches(
          expected, actual, (e, a) -> e.equals(a) || TokenComparison.isClose(e, a, tolerance));
    }
  }
}
