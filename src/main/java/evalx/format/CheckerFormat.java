package evalx.format;

import evalx.submission.Checker;
import java.util.Optional;

/** The names of checkers in JSON. */
public final class CheckerFormat {
  /** All names, as a sentence lists them. */
  public static final String NAMES = "lines, exact, tokens or float";

  private CheckerFormat() {}

  /**
   * The checker with this name; empty where there is none.
   *
   * @param tolerance for float
   */
  public static Optional<Checker> named(String type, double tolerance) {
    return switch (type) {
      case "lines" -> Optional.of(new Checker.Lines());
      case "exact" -> Optional.of(new Checker.Exact());
      case "tokens" -> Optional.of(new Checker.Tokens());
      case "float" -> Optional.of(new Checker.Numbers(tolerance));
      default -> Optional.empty();
    };
  }

  /** Whether a tolerance means something to the checker with this name. */
  public static boolean takesTolerance(String type) {
    return type.equals("float");
  }

  static String name(Checker checker) {
    if (checker instanceof Checker.Lines) {
      return "lines";
    } else if (checker instanceof Checker.Exact) {
      return "exact";
    } else if (checker instanceof Checker.Tokens) {
      return "tokens";
    } else if (checker instanceof Checker.Numbers) {
      return "float";
    }
    throw new IllegalStateException("a checker without a name: " + checker);
  }
}
