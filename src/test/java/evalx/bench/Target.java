package evalx.bench;

import java.util.Locale;
import java.util.function.Predicate;

/**
 * What a figure should reach.
 *
 * @param text for the table
 */
record Target(String text, Predicate<Figure> isMetBy) {
  static Target ratioAtLeast(double bound) {
    return new Target(
        text("ratio >= %.2f", bound), figure -> figure.ratio().orElseThrow() >= bound);
  }

  static Target ratioAtMost(double bound) {
    return new Target(
        text("ratio <= %.2f", bound), figure -> figure.ratio().orElseThrow() <= bound);
  }

  static Target atLeast(double bound) {
    return new Target(text(">= %.0f", bound), figure -> figure.value() >= bound);
  }

  static Target atMost(double bound) {
    return new Target(text("<= %.4g", bound), figure -> figure.value() <= bound);
  }

  /** At most {@code times} times the sum of the bare figure and {@code more}. */
  static Target atMostBarePlus(double more, int times) {
    var text = text("<= bare + %.0f", more);
    return new Target(
        times == 1 ? text : times + " x (" + text.substring("<= ".length()) + ")",
        figure -> figure.value() <= times * (figure.bare().orElseThrow() + more));
  }

  /** This number on a machine that reaches the given bare number; a slower machine says nothing. */
  Target andAtLeastWhereBareDoes(double bound, double bareBound) {
    return new Target(
        text + text(", >= %.0f where bare >= %.0f", bound, bareBound),
        figure ->
            isMetBy.test(figure)
                && (figure.bare().orElseThrow() < bareBound || figure.value() >= bound));
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
