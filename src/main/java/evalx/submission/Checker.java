package evalx.submission;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Says whether a run that ended well has done what it should.
 *
 * <p>Outputs are bytes, and are compared as bytes: an output that is not UTF-8 can be right.
 */
public sealed interface Checker {
  /** The kinds of checkers. */
  enum Kind {
    LINES,
    EXACT,
    TOKENS,
    FLOAT,
    UNORDERED,
    LENIENT,
    NONE,
    CUSTOM,
    INTERACTIVE;

    /** Makes a checker of this kind, asking for only the parts that it needs. */
    public Checker make(Parts parts) {
      return switch (this) {
        case LINES -> new Lines();
        case EXACT -> new Exact();
        case TOKENS -> new Tokens(parts.ignoresCase(), parts.tolerance());
        case FLOAT ->
            new Tokens(
                parts.ignoresCase(), parts.tolerance().or(() -> Optional.of(Tokens.DEFAULT)));
        case UNORDERED -> new Unordered();
        case LENIENT -> new Lenient();
        case NONE -> new None();
        case CUSTOM -> new Custom(parts.program());
        case INTERACTIVE -> new Interactive(parts.program());
      };
    }

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

    /** Whether tolerances mean something to it. */
    public boolean takesTolerance() {
      return this == FLOAT || this == TOKENS;
    }

    /** Whether it is a program. */
    public boolean isProgram() {
      return this == CUSTOM || this == INTERACTIVE;
    }
  }

  /** What a checker may be made of. */
  interface Parts {
    boolean ignoresCase();

    /** Empty where none is given. */
    Optional<Tokens.Tolerance> tolerance();

    CheckerProgram program();
  }

  /** Which kind it is. */
  Kind kind();

  /** Compares what a program printed with what was expected. */
  sealed interface Comparison extends Checker {
    /**
     * How the first difference of a wrong output is found; empty where what is found may be what
     * the comparison forgives.
     */
    Optional<FirstDifference.By> differences();

    /**
     * Whether an output is right that may be too large for the heap: both are read once, side by
     * side, and never held.
     */
    boolean accepts(InputStream expected, InputStream actual) throws IOException;

    /** Whether an output is right. */
    default boolean accepts(byte[] expected, byte[] actual) {
      try {
        return accepts(new ByteArrayInputStream(expected), new ByteArrayInputStream(actual));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /**
   * Line by line, ignoring white space at line ends, blank lines at the end and a byte order mark
   * at the beginning.
   */
  record Lines() implements Comparison {
    @Override
    public Kind kind() {
      return Kind.LINES;
    }

    @Override
    public Optional<FirstDifference.By> differences() {
      return Optional.of(FirstDifference.By.LINES);
    }

    @Override
    public boolean accepts(InputStream expected, InputStream actual) throws IOException {
      return new StreamComparison(expected, actual).sameLines();
    }

    @Override
    public boolean accepts(byte[] expected, byte[] actual) {
      return LineComparison.matches(expected, actual);
    }
  }

  /** Byte by byte. */
  record Exact() implements Comparison {
    @Override
    public Kind kind() {
      return Kind.EXACT;
    }

    @Override
    public Optional<FirstDifference.By> differences() {
      return Optional.of(FirstDifference.By.EXACT_LINES);
    }

    @Override
    public boolean accepts(InputStream expected, InputStream actual) throws IOException {
      return new StreamComparison(expected, actual).sameBytes();
    }

    @Override
    public boolean accepts(byte[] expected, byte[] actual) {
      return Arrays.equals(expected, actual);
    }
  }

  /**
   * The same lines in any order, ignoring white space at line ends, blank lines and a byte order
   * mark at the beginning.
   */
  record Unordered() implements Comparison {
    @Override
    public Kind kind() {
      return Kind.UNORDERED;
    }

    @Override
    public Optional<FirstDifference.By> differences() {
      return Optional.of(FirstDifference.By.LINES_IN_ANY_ORDER);
    }

    @Override
    public boolean accepts(InputStream expected, InputStream actual) throws IOException {
      return new StreamComparison(expected, actual).sameLineSet();
    }

    @Override
    public boolean accepts(byte[] expected, byte[] actual) {
      var point = LineSet.randomPoint();
      return LineSet.of(expected, point).equals(LineSet.of(actual, point));
    }
  }

  /**
   * Line by line, ignoring white space around lines, blank lines around all, a byte order mark at
   * the beginning and whether letters of ASCII are upper or lower case. A line that is a number may
   * differ from the expected one by 0.00001 of it. Source: SandboxFusion's CommonOJ.
   */
  record Lenient() implements Comparison {
    @Override
    public Kind kind() {
      return Kind.LENIENT;
    }

    @Override
    public Optional<FirstDifference.By> differences() {
      return Optional.empty();
    }

    @Override
    public boolean accepts(InputStream expected, InputStream actual) throws IOException {
      return LenientComparison.matches(new ByteReader(expected), new ByteReader(actual));
    }
  }

  /**
   * Token by token, ignoring how much white space separates them and a byte order mark at the
   * beginning.
   *
   * @param ignoresCase whether letters of ASCII may be upper or lower case
   * @param numbers how much numbers may differ; empty: they are tokens like any other
   */
  record Tokens(boolean ignoresCase, Optional<Tolerance> numbers) implements Comparison {
    private static final Tolerance DEFAULT = new Tolerance(1e-6, 1e-6);

    /**
     * How much numbers may differ from the expected ones: it is enough to be within one of the two.
     *
     * @param absolute the largest difference, from 0 to 1
     * @param relative the same as a part of the expected number, from 0 to 1
     */
    public record Tolerance(double absolute, double relative) {}

    @Override
    public Kind kind() {
      return Kind.TOKENS;
    }

    @Override
    public Optional<FirstDifference.By> differences() {
      return Optional.of(FirstDifference.By.TOKENS);
    }

    @Override
    public boolean accepts(InputStream expected, InputStream actual) throws IOException {
      return new StreamComparison(expected, actual).sameTokens(this);
    }

    @Override
    public boolean accepts(byte[] expected, byte[] actual) {
      return TokenComparison.matches(
          expected,
          actual,
          (e, a) ->
              (ignoresCase ? e.equalsIgnoreCase(a) : e.equals(a))
                  || numbers.filter(most -> TokenComparison.isClose(e, a, most)).isPresent());
    }
  }

  /** Nothing is compared: every run that ends well is accepted. */
  record None() implements Checker {
    @Override
    public Kind kind() {
      return Kind.NONE;
    }
  }

  /** A program judges. */
  sealed interface ByProgram extends Checker {
    CheckerProgram program();
  }

  /** A program judges what the submission's program printed. */
  record Custom(CheckerProgram program) implements ByProgram {
    @Override
    public Kind kind() {
      return Kind.CUSTOM;
    }
  }

  /** A program talks to the submission's program, and judges what it says. */
  record Interactive(CheckerProgram program) implements ByProgram {
    @Override
    public Kind kind() {
      return Kind.INTERACTIVE;
    }
  }
}
