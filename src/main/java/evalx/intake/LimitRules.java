package evalx.intake;

import evalx.format.Findings;
import evalx.format.SubmissionRequest;
import evalx.language.Language;
import evalx.submission.BoxLimits;
import evalx.submission.Limits;
import evalx.submission.TestCase;
import java.time.Duration;
import java.util.Optional;

/** What a test case may be allowed to use. */
final class LimitRules {
  private static final double MIN_TIMEOUT = 0.1;
  private static final int MAX_TIMEOUT = 60;
  private static final int MAX_WALL_TIMEOUT = 2 * MAX_TIMEOUT + 1;
  private static final long MIN_MEMORY = 16L << 20;
  private static final long MAX_MEMORY = 1L << 30;
  private static final long MIN_OUTPUT = 1L << 10;
  private static final long MAX_OUTPUT = 64L << 20;
  private static final long MIN_COMPILER_MEMORY = 64L << 20;
  private static final int MAX_COMPILE_TIMEOUT = 30;
  private static final int MAX_COMPILE_WALL_TIMEOUT = 2 * MAX_COMPILE_TIMEOUT + 1;
  private static final double PROGRAM_TIMEOUT = 10;
  private static final long PROGRAM_MEMORY = 256L << 20;
  private static final double NANOS = 1e9;

  private final Findings findings;

  LimitRules(Findings findings) {
    this.findings = findings;
  }

  Limits check(SubmissionRequest.Limits limits, Language language) {
    var cpu = time("timeout", limits.timeout(), MAX_TIMEOUT).orElse(language.timeout());
    var wall =
        time("wall_timeout", limits.wallTimeout(), MAX_WALL_TIMEOUT).orElse(Limits.wallFor(cpu));
    return new Limits(
        cpu, wall, memory(limits.memory(), language), output(limits.output()), box(limits.box()));
  }

  /** Sizes are rounded down to whole KiB. */
  private BoxLimits box(BoxLimits asked) {
    var nearest = BoxLimits.nearest(asked.processes(), asked.disk(), asked.stack());
    if (!asked.processes().equals(nearest.processes())) {
      findings.error(
          "process_limit", "must be a whole number from 1 to " + BoxLimits.MAX_PROCESSES);
    }
    if (!asked.disk().equals(nearest.disk())) {
      findings.error("disk_limit", "must be from 4k to 64m, such as 16m");
    }
    if (!asked.stack().equals(nearest.stack())) {
      findings.error("stack_limit", "must be from 64k to 1g, such as 8m");
    }
    return new BoxLimits(
        asked.processes(),
        asked.disk().map(LimitRules::wholeKib),
        asked.stack().map(LimitRules::wholeKib));
  }

  private static long wholeKib(long bytes) {
    return bytes >> 10 << 10;
  }

  private long output(Optional<Long> asked) {
    long bytes = asked.orElse(Limits.DEFAULT_OUTPUT);
    if (bytes < MIN_OUTPUT || bytes > MAX_OUTPUT) {
      findings.error("output_limit", "must be from 1k to 64m, such as 16m");
    }
    return bytes;
  }

  /** What a checker's program may be allowed to use: at least as much as most need. */
  Limits checkProgram(SubmissionRequest.Limits limits, Language language) {
    var usual = Math.max(language.memory(), PROGRAM_MEMORY);
    return check(
        new SubmissionRequest.Limits(
            limits.timeout().or(() -> Optional.of(PROGRAM_TIMEOUT)),
            limits.wallTimeout(),
            limits.memory().or(() -> Optional.of(usual))),
        language);
  }

  /** What a compiler may be allowed to use, which is never more than it may anyway. */
  Limits checkCompiler(SubmissionRequest.Limits limits) {
    var cpu =
        time("timeout", limits.timeout(), MAX_COMPILE_TIMEOUT)
            .orElse(Duration.ofSeconds(MAX_COMPILE_TIMEOUT));
    var wall =
        time("wall_timeout", limits.wallTimeout(), MAX_COMPILE_WALL_TIMEOUT)
            .orElse(Limits.wallFor(cpu));
    var memory = limits.memory().orElse(MAX_MEMORY) >> 10 << 10;
    if (memory < MIN_COMPILER_MEMORY || memory > MAX_MEMORY) {
      findings.error("memory", "must be from 64m to 1g, such as 256m");
    }
    return new Limits(cpu, wall, memory);
  }

  /** Limits of a test case alone, as far as it has some. */
  void check(TestCase.OwnLimits limits, Language language) {
    limits.cpu().ifPresent(cpu -> time("timeout", Optional.of(seconds(cpu)), MAX_TIMEOUT));
    limits
        .wall()
        .ifPresent(wall -> time("wall_timeout", Optional.of(seconds(wall)), MAX_WALL_TIMEOUT));
    if (limits.memory().isPresent()) {
      memory(limits.memory(), language);
    }
  }

  private static double seconds(Duration time) {
    return time.toNanos() / NANOS;
  }

  /** Rounded to milliseconds; empty where none is given, or a wrong one. */
  private Optional<Duration> time(String field, Optional<Double> seconds, int max) {
    if (seconds.isPresent() && !(seconds.get() >= MIN_TIMEOUT && seconds.get() <= max)) {
      findings.error(field, "must be a number from " + MIN_TIMEOUT + " to " + max);
      return Optional.empty();
    }
    return seconds.map(given -> Duration.ofMillis(Math.round(given * 1000)));
  }

  /** Rounded down to whole KiB. */
  private long memory(Optional<Long> asked, Language language) {
    long bytes = asked.orElse(language.memory()) >> 10 << 10;
    if (bytes < MIN_MEMORY || bytes > MAX_MEMORY) {
      findings.error("memory", "must be from 16m to 1g, such as 256m");
    } else if (bytes < language.smallestMemory()) {
      var smallest = language.smallestMemory() >> 20;
      findings.error("memory", "must be at least %dm for %s".formatted(smallest, language.id()));
    }
    return bytes;
  }
}
