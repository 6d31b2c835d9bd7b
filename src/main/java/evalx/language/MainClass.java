package evalx.language;

import evalx.submission.SourceFile;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How the class in which a program begins is found in its sources, for languages that run a class
 * by its name. Comments, literals and blocks are those of C.
 *
 * @param packageName matches the line of a package, whose name is its first group
 * @param type matches the beginning of a class, whose name is its first group
 * @param fileType matches that of a class after which its file must be named, in the same way
 * @param entry matches the beginning of the function that is run; its first group, where it has one
 *     that matches, is the name of the class
 * @param compiled the ending of the files that classes are compiled to, such as .class; empty where
 *     they are in no files of their own
 */
public record MainClass(
    Pattern packageName, Pattern type, Pattern fileType, Pattern entry, Optional<String> compiled) {
  /** Of a file that are looked at: each is looked for from the beginning. */
  private static final int MAX_ENTRIES = 20;

  /** The name, without its ending, of the file that a source must be in; empty for any. */
  Optional<String> fileName(byte[] source) {
    return first(fileType, BlockCode.of(source).outside());
  }

  /**
   * The main class by its full name: the first one that its file is named after, for others may
   * have such a function to try them out; else the first one.
   */
  String find(List<SourceFile> sources) {
    var found = sources.stream().flatMap(this::in).toList();
    return found.stream()
        .filter(Found::namesItsFile)
        .findFirst()
        .or(() -> found.stream().findFirst())
        .map(Found::fullName)
        .orElseGet(() -> sources.isEmpty() ? "" : stem(sources.get(0).name()));
  }

  /**
   * A class that has an entry.
   *
   * @param folder its package with a dot, or empty
   * @param file what its file is named, without the ending
   */
  private record Found(String folder, String name, String file) {
    String fullName() {
      return folder + name;
    }

    boolean namesItsFile() {
      return name.equals(file);
    }
  }

  /** The file of a program that a class with this full name is in. */
  public Optional<String> compiledFile(String name) {
    return compiled.map(ending -> name.replace('.', '/') + ending);
  }

  private Stream<Found> in(SourceFile source) {
    var code = BlockCode.of(source.content());
    var folder = first(packageName, code.outside()).map(found -> found + ".").orElse("");
    var file = stem(source.name());
    return entry
        .matcher(code.all())
        .results()
        .limit(MAX_ENTRIES)
        .map(begins -> new Found(folder, name(code, begins).orElse(file), file));
  }

  /** Empty for a function outside all classes: it is in one that is named after the file. */
  private Optional<String> name(BlockCode code, MatchResult begins) {
    if (begins.groupCount() > 0 && begins.group(1) != null) {
      return Optional.of(begins.group(1));
    }
    return code.isOutside(begins.start())
        ? Optional.empty()
        : last(type, code.outside().substring(0, begins.start()));
  }

  private static Optional<String> first(Pattern pattern, String code) {
    var matcher = pattern.matcher(code);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  private static Optional<String> last(Pattern pattern, String code) {
    return pattern.matcher(code).results().reduce((a, b) -> b).map(match -> match.group(1));
  }

  static String stem(String file) {
    var name = file.substring(file.lastIndexOf('/') + 1);
    var dot = name.lastIndexOf('.');
    return dot <= 0 ? name : name.substring(0, dot);
  }

  /**
   * A source with spaces for comments and literals, as they are in C; each character stays where it
   * was.
   *
   * @param all with what blocks hold
   * @param outside with spaces for what blocks hold, too
   */
  private record BlockCode(String all, String outside) {
    static BlockCode of(byte[] source) {
      var text = new String(source, StandardCharsets.UTF_8);
      var all = new StringBuilder(text);
      var outside = new StringBuilder(text);
      int depth = 0;
      for (int i = 0; i < text.length(); ) {
        int end = endOfText(text, i);
        if (end > i) {
          blank(all, i, end);
          blank(outside, i, end);
          i = end;
          continue;
        }
        char c = text.charAt(i);
        depth -= c == '}' && depth > 0 ? 1 : 0;
        if (depth > 0) {
          outside.setCharAt(i, ' ');
        }
        depth += c == '{' ? 1 : 0;
        i++;
      }
      return new BlockCode(all.toString(), outside.toString());
    }

    /** Whether this is in no block, also in none that is made by indentation. */
    boolean isOutside(int place) {
      var line = outside.lastIndexOf("\n", place) + 1;
      return outside.charAt(place) == all.charAt(place)
          && !Character.isWhitespace(outside.charAt(line));
    }

    /** Where the comment or literal that begins here ends; its beginning where none does. */
    private static int endOfText(String text, int begin) {
      if (text.startsWith("//", begin)) {
        return after(text, "\n", begin, false);
      } else if (text.startsWith("/*", begin)) {
        return after(text, "*/", begin + 2, false);
      } else if (text.startsWith("\"\"\"", begin)) {
        return after(text, "\"\"\"", begin + 3, true);
      }
      char c = text.charAt(begin);
      return c == '"' || c == '\'' ? after(text, String.valueOf(c), begin + 1, true) : begin;
    }

    private static int after(String text, String end, int from, boolean escapes) {
      for (int i = from; i < text.length(); i++) {
        if (escapes && text.charAt(i) == '\\') {
          i++;
        } else if (text.startsWith(end, i)) {
          return i + end.length();
        }
      }
      return text.length();
    }

    private static void blank(StringBuilder text, int from, int to) {
      for (int i = from; i < to; i++) {
        text.setCharAt(i, ' ');
      }
    }
  }
}
