package evalx.chaos;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The words of the command line.
 *
 * @param values of options that have one, by their names
 */
record ChaosOptions(Map<String, String> values, Set<Flag> flags) {
  private static final Set<String> NUMBERS = Set.of("--seed", "--minutes", "--submissions");
  private static final Set<String> FILES = Set.of("--folder", "--json");

  /** Options without a value. */
  enum Flag {
    /** The words are only read, not followed. */
    CHECK,
    /** The broker has a backup. */
    PAIR,
    /** Redis has a replica and Sentinels. */
    SENTINELS;

    private String word() {
      return "--" + name().toLowerCase(Locale.ROOT);
    }
  }

  static ChaosOptions parse(String... words) {
    var values = new HashMap<String, String>();
    var flags = EnumSet.noneOf(Flag.class);
    values.put("--seed", Long.toString(System.currentTimeMillis() % 999_999 + 1));
    values.put("--minutes", "5");
    values.put("--submissions", "2000");
    values.put("--folder", "/tmp/evalx-chaos");
    var left = new ArrayDeque<>(List.of(words));
    while (!left.isEmpty()) {
      var word = left.remove();
      if (NUMBERS.contains(word)) {
        values.put(word, number(word, value(word, left)));
      } else if (FILES.contains(word)) {
        values.put(word, value(word, left));
      } else {
        flags.add(flag(word));
      }
    }
    return new ChaosOptions(values, flags);
  }

  private static Flag flag(String word) {
    for (var flag : Flag.values()) {
      if (flag.word().equals(word)) {
        return flag;
      }
    }
    throw new ChaosFailure("Unknown argument: " + word + " (./evalx help)");
  }

  private static String value(String name, ArrayDeque<String> words) {
    if (words.isEmpty()) {
      throw new ChaosFailure(name + " needs a value.");
    }
    return words.remove();
  }

  private static String number(String name, String text) {
    if (!text.matches("[1-9][0-9]{0,5}")) {
      throw new ChaosFailure(
          name + " must be a whole number from 1 to 999999, not '" + text + "'.");
    }
    return text;
  }

  boolean has(Flag flag) {
    return flags.contains(flag);
  }

  private int number(String name) {
    return Integer.parseInt(values.get(name));
  }

  long seed() {
    return number("--seed");
  }

  int minutes() {
    return number("--minutes");
  }

  int submissions() {
    return number("--submissions");
  }

  /** Of all data; it is deleted at the end. */
  Path folder() {
    return Path.of(values.get("--folder"));
  }

  Optional<Path> json() {
    return Optional.ofNullable(values.get("--json")).map(Path::of);
  }
}
