package evalx.submission;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The first place where an output is not what was expected.
 *
 * @param line of what the program printed, from 1; where a line is missing, the one that it would
 *     be; where lines may come in any order, that of the expected output if it is missing
 * @param column in characters, from 1
 * @param expected what should be there: an excerpt of at most {@value #MAX_EXCERPT} characters, in
 *     which … stands for what is left out
 * @param got what is there, in the same form
 */
public record Difference(Kind kind, long line, long column, String expected, String got) {
  /** Characters of an excerpt, beside the two … at its ends. */
  static final int MAX_EXCERPT = 60;

  /** What differs. */
  public enum Kind {
    /** The output has nothing but white space. */
    NOTHING_PRINTED,
    /** All that was printed is right, and more is expected. */
    ENDS_EARLY,
    /** All that is expected was printed, and more. */
    GOES_ON,
    /** A line is missing; the next ones are right. */
    MISSING_LINE,
    /** A line is too much; the next ones are right. */
    EXTRA_LINE,
    /** All lines are there, in another order. */
    ORDER,
    /** Only the ends of the lines, or the end of the last one. */
    LINE_ENDS,
    /** Only white space. */
    BLANKS,
    /** Only small and capital letters. */
    CASE,
    /** Only how characters are written as bytes. */
    ENCODING,
    /** Only numbers, which are close. */
    ROUNDING,
    /** A number. */
    NUMBER,
    /** Something else. */
    TEXT;

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
  }
}
