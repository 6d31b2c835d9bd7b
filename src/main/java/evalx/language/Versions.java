package evalx.language;

import java.util.Comparator;
import java.util.regex.Pattern;

/** Exact versions, such as 17.0.15. */
public final class Versions {
  private static final Pattern PARTS = Pattern.compile("[^0-9]+");

  /** The older first; parts are compared as numbers. */
  public static final Comparator<String> OLDEST_FIRST = Versions::compare;

  private Versions() {}

  /** Whether a version begins as wanted, whole parts only. */
  public static boolean matches(String version, String wanted) {
    return version.equals(wanted) || version.startsWith(wanted + ".");
  }

  private static int compare(String left, String right) {
    var lefts = PARTS.split(left, -1);
    var rights = PARTS.split(right, -1);
    for (int i = 0; i < Math.min(lefts.length, rights.length); i++) {
      var order = Long.compare(number(lefts[i]), number(rights[i]));
      if (order != 0) {
        return order;
      }
    }
    return lefts.length == rights.length
        ? left.compareTo(right)
        : Integer.compare(lefts.length, rights.length);
  }

  /** Of the first 18 digits, which a long holds. */
  private static long number(String digits) {
    return digits.isEmpty()
        ? 0
        : Long.parseLong(digits.substring(0, Math.min(18, digits.length())));
  }
}
