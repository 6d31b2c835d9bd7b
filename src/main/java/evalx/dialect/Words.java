package evalx.dialect;

import java.util.ArrayList;
import java.util.List;

/** Splits a line into words as a shell does, with quotes and backslashes; nothing is expanded. */
public final class Words {
  private final List<String> words = new ArrayList<>();
  private final StringBuilder word = new StringBuilder();
  private char quote;
  private boolean inWord;

  private Words() {}

  /** The words of a line. */
  public static List<String> of(String line) {
    var words = new Words();
    for (int i = 0; i < line.length(); i++) {
      var c = line.charAt(i);
      var escapes = c == '\\' && words.quote != '\'' && i + 1 < line.length();
      if (escapes) {
        i++;
        words.add(line.charAt(i));
      } else {
        words.take(c);
      }
    }
    words.end();
    return List.copyOf(words.words);
  }

  private void take(char c) {
    if (quote != 0 && c == quote) {
      quote = 0;
    } else if (quote == 0 && (c == '"' || c == '\'')) {
      quote = c;
      inWord = true;
    } else if (quote == 0 && Character.isWhitespace(c)) {
      end();
    } else {
      add(c);
    }
  }

  private void add(char c) {
    word.append(c);
    inWord = true;
  }

  private void end() {
    if (inWord) {
      words.add(word.toString());
    }
    word.setLength(0);
    inWord = false;
  }
}
