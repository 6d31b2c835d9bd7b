package evalx.dialect.jobe;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What options of an interpreter, such as {@code -W ignore}, are as variables of its environment:
 * programs here are started by a command of their own. Of Jobe's usual ones {@code -B} and {@code
 * --use_strict} hold anyway.
 */
final class InterpreterOptions {
  private InterpreterOptions() {}

  /**
   * The variables.
   *
   * @param language its id here
   */
  static Map<String, String> environment(String language, List<String> options) {
    return switch (language) {
      case "python" -> ofPython(options);
      case "javascript" -> ofNode(options);
      default -> Map.of();
    };
  }

  private static Map<String, String> ofPython(List<String> options) {
    var variables = new HashMap<String, String>();
    var warnings = new ArrayList<String>();
    for (int i = 0; i < options.size(); i++) {
      var option = options.get(i);
      // The value of an option is a part of its word, or the next one.
      var next = i + 1 < options.size() ? options.get(i + 1) : "";
      var value = option.length() > 2 ? option.substring(2) : next;
      if (option.startsWith("-W")) {
        warnings.add(value);
      } else if (option.startsWith("-X")) {
        variables.putAll(ofSwitch(value));
      } else if (option.equals("-u")) {
        variables.put("PYTHONUNBUFFERED", "1");
      }
    }
    if (!warnings.isEmpty()) {
      variables.put("PYTHONWARNINGS", String.join(",", warnings));
    }
    return variables;
  }

  private static Map<String, String> ofSwitch(String name) {
    return switch (name) {
      case "dev" -> Map.of("PYTHONDEVMODE", "1");
      case "faulthandler" -> Map.of("PYTHONFAULTHANDLER", "1");
      case "utf8", "utf8=1" -> Map.of("PYTHONUTF8", "1");
      case "utf8=0" -> Map.of("PYTHONUTF8", "0");
      default -> Map.of();
    };
  }

  /** Node refuses what no variable may say, and says so. */
  private static Map<String, String> ofNode(List<String> options) {
    var words = options.stream().filter(option -> !option.matches("--use[_-]strict")).toList();
    return words.isEmpty() ? Map.of() : Map.of("NODE_OPTIONS", String.join(" ", words));
  }
}
