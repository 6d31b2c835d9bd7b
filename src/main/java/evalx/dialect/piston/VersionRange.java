package evalx.dialect.piston;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A range of versions as npm writes it, which Piston's clients ask for: {@code 3.10.0}, {@code
 * 3.x}, {@code ^3.8}, {@code >=3.9 <4}, {@code 3.9 - 3.11}, and several of them with {@code ||}
 * between. What stands after a version's three numbers does not count.
 */
final class VersionRange {
  /** Longer texts are no ranges: patterns take long on what they were not made for. */
  private static final int MAX_TEXT = 256;

  private static final Pattern ANY = Pattern.compile("[*xX]?|latest");
  private static final Pattern OR = Pattern.compile("\\s*\\|\\|\\s*");
  private static final Pattern SPACE_BEHIND_SIGN = Pattern.compile("([<>=~^])\\s+");
  private static final String PART = "(\\d{1,9}|[xX*])";
  private static final String NUMBERS = "[v=]?" + PART + "(?:\\." + PART + "(?:\\." + PART + ")?)?";
  private static final Pattern COMPARATOR =
      Pattern.compile("(>=|<=|>|<|=|\\^|~>?)?" + NUMBERS + "(?:[-+][0-9A-Za-z.+-]*)?");
  private static final Pattern HYPHEN = Pattern.compile("(\\S+)\\s+-\\s+(\\S+)");
  private static final Pattern EXACT = Pattern.compile("\\s*[v=]?(\\d{1,9})\\.\\d{1,9}(\\.\\d.*)?");
  private static final Pattern VERSION =
      Pattern.compile("(\\d{1,9})(?:\\.(\\d{1,9}))?(?:\\.(\\d{1,9}))?.*");
  private static final Version LAST = new Version(Long.MAX_VALUE, 0, 0);

  private final String text;
  private final List<List<Span>> alternatives;

  private VersionRange(String text, List<List<Span>> alternatives) {
    this.text = text;
    this.alternatives = alternatives;
  }

  /** The three numbers of a version. */
  private record Version(long major, long minor, long patch) implements Comparable<Version> {
    private static final Comparator<Version> ORDER =
        Comparator.comparingLong(Version::major)
            .thenComparingLong(Version::minor)
            .thenComparingLong(Version::patch);

    @Override
    public int compareTo(Version other) {
      return ORDER.compare(this, other);
    }
  }

  /** All versions from one on, up to one that is not among them. */
  private record Span(Version from, Version to) {
    boolean has(Version version) {
      return from.compareTo(version) <= 0 && version.compareTo(to) < 0;
    }
  }

  /** The range of a text; one that is none has no versions. */
  static VersionRange of(String text) {
    if (text.length() > MAX_TEXT) {
      return new VersionRange("none", List.of());
    }
    var alternatives = new ArrayList<List<Span>>();
    for (String alternative : OR.split(text.strip(), -1)) {
      spans(alternative).ifPresent(alternatives::add);
    }
    return new VersionRange(text, alternatives);
  }

  /** Whether any version will do. */
  boolean isAny() {
    return ANY.matcher(text.strip()).matches();
  }

  boolean has(String version) {
    if (isAny()) {
      return true;
    }
    var numbers = VERSION.matcher(version);
    return numbers.matches() && has(numbers);
  }

  private boolean has(Matcher numbers) {
    var version = new Version(number(numbers, 1), number(numbers, 2), number(numbers, 3));
    return alternatives.stream()
        .anyMatch(spans -> spans.stream().allMatch(span -> span.has(version)));
  }

  /**
   * All versions with the same first number, where the range is a single version: who has written
   * down the version of another server wants the language.
   */
  Optional<VersionRange> sameMajor() {
    return Optional.of(EXACT.matcher(text))
        .filter(Matcher::matches)
        .map(exact -> of(exact.group(1)));
  }

  /** Of all of them; empty where a word is none. */
  private static Optional<List<Span>> spans(String words) {
    var spans = new ArrayList<Span>();
    var hyphen = HYPHEN.matcher(words);
    var text = hyphen.matches() ? ">=" + hyphen.group(1) + " <=" + hyphen.group(2) : words;
    for (String word : SPACE_BEHIND_SIGN.matcher(text).replaceAll("$1").split("\\s+", -1)) {
      var comparator = COMPARATOR.matcher(word.isEmpty() ? "*" : word);
      if (!comparator.matches()) {
        return Optional.empty();
      }
      spans.add(span(comparator));
    }
    return Optional.of(spans);
  }

  private static Span span(Matcher comparator) {
    var first = new Version(number(comparator, 2), number(comparator, 3), number(comparator, 4));
    var sign = comparator.group(1) == null ? "=" : comparator.group(1);
    var start = new Version(0, 0, 0);
    return switch (sign) {
      case ">=" -> new Span(first, LAST);
      case ">" -> new Span(after(comparator), LAST);
      case "<" -> new Span(start, first);
      case "<=" -> new Span(start, after(comparator));
      case "^" -> new Span(first, afterCaret(comparator, first));
      case "~", "~>" -> new Span(first, afterTilde(comparator, first));
      default -> new Span(first, after(comparator));
    };
  }

  /** The first version after those that a comparator names. */
  private static Version after(Matcher comparator) {
    if (isOpen(comparator, 2)) {
      return LAST;
    }
    long major = number(comparator, 2);
    if (isOpen(comparator, 3)) {
      return new Version(major + 1, 0, 0);
    }
    long minor = number(comparator, 3);
    return isOpen(comparator, 4)
        ? new Version(major, minor + 1, 0)
        : new Version(major, minor, number(comparator, 4) + 1);
  }

  private static Version afterTilde(Matcher comparator, Version first) {
    return isOpen(comparator, 2) || isOpen(comparator, 3)
        ? after(comparator)
        : new Version(first.major(), first.minor() + 1, 0);
  }

  /** The first number that is not 0 stays. */
  private static Version afterCaret(Matcher comparator, Version first) {
    if (isOpen(comparator, 2)) {
      return LAST;
    }
    if (first.major() > 0 || isOpen(comparator, 3)) {
      return new Version(first.major() + 1, 0, 0);
    }
    return first.minor() > 0 || isOpen(comparator, 4)
        ? new Version(0, first.minor() + 1, 0)
        : new Version(0, 0, first.patch() + 1);
  }

  private static boolean isOpen(Matcher numbers, int group) {
    return numbers.group(group) == null || !Character.isDigit(numbers.group(group).charAt(0));
  }

  private static long number(Matcher numbers, int group) {
    return isOpen(numbers, group) ? 0 : Long.parseLong(numbers.group(group));
  }
}
