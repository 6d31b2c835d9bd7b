package evalx.hint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A text to be found within a line, in which * stands for anything. Whatever the line has, finding
 * it takes no more than one search for each piece between the stars: no text makes it slow.
 */
record LinePattern(List<String> pieces) {
  private static final char ANYTHING = '*';
  private static final int MAX_LENGTH = 200;
  private static final int MAX_FOUND = 60;

  /**
   * Reads a pattern.
   *
   * @throws IllegalArgumentException saying what it must be
   */
  static LinePattern parse(String text) {
    var pieces = Arrays.asList(text.split("\\*", -1));
    if (text.isBlank()
        || text.length() > MAX_LENGTH
        || text.indexOf('\n') >= 0
        || pieces.subList(0, Math.max(1, pieces.size() - 1)).contains("")) {
      throw new IllegalArgumentException(
          "must have 1 to "
              + MAX_LENGTH
              + " characters of one line, not begin with "
              + ANYTHING
              + " and have text between two: "
              + text);
    }
    return new LinePattern(List.copyOf(pieces));
  }

  int stars() {
    return pieces.size() - 1;
  }

  /** What the stars stand for where it is found first; empty where it is not. */
  Optional<List<String>> find(String text) {
    int line = 0;
    while (line < text.length()) {
      int begin = text.indexOf(pieces.get(0), line);
      if (begin < 0) {
        return Optional.empty();
      }
      int newLine = text.indexOf('\n', begin);
      int end = newLine < 0 ? text.length() : newLine;
      var found = rest(text.substring(begin + pieces.get(0).length(), end));
      if (found.isPresent()) {
        return found;
      }
      // Later in the same line nothing is found either, because less of it is left.
      line = end + 1;
    }
    return Optional.empty();
  }

  private Optional<List<String>> rest(String line) {
    var found = new ArrayList<String>();
    int from = 0;
    for (int i = 1; i < pieces.size(); i++) {
      var piece = pieces.get(i);
      var isLast = i == pieces.size() - 1 && piece.isEmpty();
      int at = isLast ? line.length() : line.indexOf(piece, from);
      if (at < 0) {
        return Optional.empty();
      }
      found.add(shown(line.substring(from, at)));
      from = at + piece.length();
    }
    return Optional.of(found);
  }

  private static String shown(String text) {
    var stripped = text.strip();
    return stripped.codePointCount(0, stripped.length()) <= MAX_FOUND
        ? stripped
        : stripped.substring(0, stripped.offsetByCodePoints(0, MAX_FOUND)) + "…";
  }
}
