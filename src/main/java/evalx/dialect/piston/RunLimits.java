package evalx.dialect.piston;

import com.fasterxml.jackson.databind.JsonNode;
import evalx.dialect.Program;
import evalx.language.Language;
import java.time.Duration;
import java.util.Optional;

/** Reads the limits of a request to run a program. */
final class RunLimits {
  /** Without a limit of memory, which Piston has none of by itself. */
  private static final long MEMORY = 512L << 20;

  private static final long MIN_MEMORY = 16L << 20;
  private static final long MAX_MEMORY = 1L << 30;
  private static final long DEFAULT_MILLIS = 3000;
  private static final long MIN_MILLIS = 100;
  private static final long MAX_CPU_MILLIS = 60_000;
  private static final long MAX_WALL_MILLIS = 121_000;
  private static final long MAX_COMPILE_MILLIS = 30_000;

  private final JsonNode body;

  RunLimits(JsonNode body) {
    this.body = body;
  }

  /**
   * Reads them.
   *
   * @param grading whose limits of time and memory count first
   * @throws BadRequest as Piston refuses them
   */
  Program.Limits read(Language language, Optional<Grading> grading) {
    // In Piston's order, because the first that is wrong is told.
    number("compile_memory_limit", -1);
    var asked = number("run_memory_limit", -1).filter(bytes -> bytes > 0);
    number("compile_timeout", MAX_COMPILE_MILLIS);
    var wall = number("run_timeout", MAX_WALL_MILLIS);
    number("compile_cpu_time", MAX_COMPILE_MILLIS);
    var cpu = number("run_cpu_time", MAX_CPU_MILLIS);
    var memory = grading.flatMap(Grading::memory).or(() -> asked);
    var smallest = Math.max(MIN_MEMORY, language.smallestMemory());
    var graded = grading.flatMap(Grading::time).map(Duration::toMillis);
    return new Program.Limits(
        // Clients from before run_cpu_time mean run_timeout.
        millis(graded.or(() -> cpu).or(() -> wall).orElse(DEFAULT_MILLIS), MAX_CPU_MILLIS),
        millis(wall.orElse(DEFAULT_MILLIS), MAX_WALL_MILLIS),
        Optional.of(Math.min(MAX_MEMORY, Math.max(smallest, memory.orElse(MEMORY)))));
  }

  private static Optional<Duration> millis(long millis, long max) {
    return Optional.of(Duration.ofMillis(Math.min(max, Math.max(MIN_MILLIS, millis))));
  }

  /**
   * A limit, which may be a fraction; what JavaScript takes for false counts as none.
   *
   * @param max -1 where any number may be given
   */
  private Optional<Long> number(String name, long max) {
    var value = body.path(name);
    if (isFalse(value)) {
      return Optional.empty();
    }
    if (!value.isNumber()) {
      throw new BadRequest("If specified, " + name + " must be a number");
    }
    if (max >= 0 && value.asDouble() > max) {
      throw new BadRequest(name + " cannot exceed the configured limit of " + max);
    }
    if (max >= 0 && value.asDouble() < 0) {
      throw new BadRequest(name + " must be non-negative");
    }
    return Optional.of(Math.round(value.asDouble())).filter(number -> number != 0);
  }

  private static boolean isFalse(JsonNode value) {
    return switch (value.getNodeType()) {
      case MISSING, NULL -> true;
      case BOOLEAN -> !value.asBoolean();
      case NUMBER -> value.asDouble() == 0;
      case STRING -> value.asText().isEmpty();
      default -> false;
    };
  }
}
