package evalx.dialect.sandboxfusion;

import com.fasterxml.jackson.databind.JsonNode;
import evalx.dialect.Program;
import evalx.language.Language;
import java.time.Duration;
import java.util.Optional;

/**
 * How long a program may be compiled, and each of its runs may take.
 *
 * @param compile seconds of real time
 * @param run seconds of real time
 */
record Timeouts(double compile, double run) {
  static final double DEFAULT_SECONDS = 10;
  private static final double MIN_SECONDS = 0.1;
  private static final double MAX_WALL_SECONDS = 121;
  private static final double MAX_CPU_SECONDS = 60;
  private static final double MAX_WAIT_SECONDS = 600;

  /** What clients add to all timeouts, but for a second. */
  private static final Duration MARGIN = Duration.ofSeconds(9);

  private static final long MEMORY_MB = 512;
  private static final long MAX_MEMORY_MB = 1024;
  private static final long MIN_MEMORY_MB = 16;

  /**
   * Reads both.
   *
   * @param usualRun seconds of a run for which the request has none
   * @throws Invalid when one is no number above 0
   */
  static Timeouts read(JsonNode members, double usualRun) {
    return new Timeouts(
        seconds(members, "compile_timeout", DEFAULT_SECONDS),
        seconds(members, "run_timeout", usualRun));
  }

  private static double seconds(JsonNode members, String name, double usual) {
    var value = members.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return usual;
    }
    if (!value.isNumber() || !(value.asDouble() > 0)) {
      throw new Invalid(name, "Input should be a valid number above 0");
    }
    return value.asDouble();
  }

  /**
   * What each run may use.
   *
   * @param memory MB; 0 or less: the usual
   */
  Program.Limits limits(long memory, Language language) {
    var asked = Math.min(MAX_MEMORY_MB, memory > 0 ? memory : MEMORY_MB);
    var smallest = Math.max(MIN_MEMORY_MB, language.smallestMemory() >> 20);
    return new Program.Limits(
        Optional.of(millis(run, MAX_CPU_SECONDS)),
        Optional.of(millis(run, MAX_WALL_SECONDS)),
        Optional.of(Math.max(smallest, asked) << 20));
  }

  /** How long the client of so many runs waits, but for a second. */
  Duration maxWait(int runs) {
    return millis(compile + run * runs, MAX_WAIT_SECONDS).plus(MARGIN);
  }

  private static Duration millis(double seconds, double max) {
    return Duration.ofMillis(Math.round(Math.min(max, Math.max(MIN_SECONDS, seconds)) * 1000));
  }
}
