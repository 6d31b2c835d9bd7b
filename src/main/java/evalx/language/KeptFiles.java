package evalx.language;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which of the files that a compiler leaves in /box are the program, where not all are.
 *
 * @param names of files, in which * and ? stand for what may vary within a folder
 */
record KeptFiles(List<String> names) {
  static final Pattern NAME = Pattern.compile("[\\w.*?+-]+(?:/[\\w.*?+-]+)*");

  /**
   * Removes the others, but not the program's own files, which its runs may read. Those are in
   * /app, too, some as links that lead nowhere outside a run.
   */
  private static final String SCRIPT =
      """
      kept=$1
      shift
      "$@" || exit
      cd /box || exit
      find . -regextype posix-extended ! -type d ! -regex "\\./($kept)" -exec /bin/sh -c '
        for file; do
          [ -e "/app/$file" ] || [ -L "/app/$file" ] || printf "%s\\0" "$file"
        done' sh {} + | xargs -0r rm -f --
      """;

  KeptFiles {
    names = List.copyOf(names);
  }

  /** A compiler's command that leaves only these. */
  List<String> after(List<String> command) {
    if (names.isEmpty()) {
      return command;
    }
    var words = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, "sh", regex()));
    words.addAll(command);
    return words;
  }

  private String regex() {
    return names.stream().map(KeptFiles::regex).collect(Collectors.joining("|"));
  }

  private static String regex(String name) {
    return name.replaceAll("[.+]", "\\\\$0").replace("*", "[^/]*").replace("?", "[^/]");
  }
}
