package evalx.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** Figures as people read them. */
final class Table {
  private static final List<String> HEAD =
      List.of("MEASURE", "FIGURE", "BARE", "RATIO", "TARGET", "");
  private static final int NUMBERS = 4;

  private Table() {}

  static String of(List<Figure> figures) {
    var rows = new ArrayList<List<String>>();
    rows.add(HEAD);
    figures.forEach(figure -> rows.add(row(figure)));
    var widths = new int[HEAD.size()];
    for (var row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    var text = new StringBuilder();
    rows.forEach(row -> text.append(line(row, widths)));
    return text.toString();
  }

  private static List<String> row(Figure figure) {
    return List.of(
        figure.name(),
        number(figure.value()) + " " + figure.unit(),
        number(figure.bare()),
        number(figure.ratio()),
        figure.target().map(Target::text).orElse(""),
        verdict(figure.met()));
  }

  private static String verdict(Optional<Boolean> met) {
    return met.map(is -> is ? "met" : "missed").orElse("");
  }

  private static String number(OptionalDouble value) {
    return value.isPresent() ? number(value.getAsDouble()) : "";
  }

  /** Three digits that count, no exponents. */
  static String number(double value) {
    var size = Math.abs(value);
    var digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }

  private static String line(List<String> row, int[] widths) {
    var line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      var pad = " ".repeat(widths[i] - row.get(i).length());
      line.append(i >= 1 && i < NUMBERS ? pad + row.get(i) : row.get(i) + pad).append("  ");
    }
    return line.toString().stripTrailing() + "\n";
  }
}
