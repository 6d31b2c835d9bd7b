package evalx.submission;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a program's main process ended.
 *
 * @param code empty when a signal ended it, or it never ran
 * @param signal the name of the signal that ended it, such as SIGSEGV
 */
public record Exit(OptionalInt code, Optional<String> signal) {
  /** For a program that never ran. */
  public static final Exit NONE = new Exit(OptionalInt.empty(), Optional.empty());
}
