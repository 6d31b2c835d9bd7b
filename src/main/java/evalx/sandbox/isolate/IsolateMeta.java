package evalx.sandbox.isolate;

import evalx.sandbox.Ending;
import evalx.sandbox.Limit;
import evalx.sandbox.RunLimits;
import evalx.sandbox.SandboxFailure;
import evalx.submission.Usage;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The meta file of a run of isolate: lines of {@code key:value}. Unknown keys are ignored; known
 * ones must be well-formed.
 */
record IsolateMeta(Map<String, String> values) {
  /** More than isolate writes with any options. */
  static final int MAX_BYTES = 64 << 10;

  private static final int MAX_SECONDS = 100_000;

  /** Without control groups the command alone can be larger than the limit. */
  private static final String OUT_OF_MEMORY = "Cannot allocate memory";

  private static final Pattern EXEC_REFUSED = Pattern.compile("execve\\(\".*\"\\): (.+)");

  IsolateMeta {
    values = Map.copyOf(values);
  }

  /**
   * The first line of a key counts: a later one may come from a file name that contains line feeds.
   *
   * @throws SandboxFailure if this is no meta file
   */
  static IsolateMeta parse(String text) {
    var values = new HashMap<String, String>();
    for (var line : text.lines().toList()) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        values.putIfAbsent(line.substring(0, colon), line.substring(colon + 1).strip());
      } else if (!line.isBlank()) {
        throw new SandboxFailure("isolate's meta file has a line without a key");
      }
    }
    return new IsolateMeta(values);
  }

  Optional<String> text(String key) {
    return Optional.ofNullable(values.get(key));
  }

  boolean flag(String key) {
    return text(key).filter(value -> !value.equals("0")).isPresent();
  }

  Optional<Long> number(String key) {
    return text(key)
        .map(
            value -> {
              if (!value.matches("[0-9]{1,15}")) {
                throw malformed(key);
              }
              return Long.parseLong(value);
            });
  }

  Duration seconds(String key) {
    return text(key)
        .map(
            value -> {
              if (!value.matches("[0-9]{1,6}(\\.[0-9]{1,9})?")) {
                throw malformed(key);
              }
              var seconds = new BigDecimal(value).min(BigDecimal.valueOf(MAX_SECONDS));
              return Duration.ofNanos(seconds.movePointRight(9).longValue());
            })
        .orElse(Duration.ZERO);
  }

  /**
   * How the program ended.
   *
   * @throws SandboxFailure when the sandbox broke
   */
  Ending ending(RunLimits limits) {
    if (flag("cg-oom-killed")) {
      return new Ending.LimitExceeded(Limit.MEMORY);
    }
    return switch (text("status").orElse("")) {
      case "", "RE" -> new Ending.Exited(code("exitcode"));
      case "SG" -> new Ending.Signalled(code("exitsig"));
      case "TO" ->
          new Ending.LimitExceeded(
              seconds("time").compareTo(limits.cpu()) >= 0 ? Limit.CPU : Limit.WALL);
      case "XX" -> notExecuted(text("message").orElse("no message"));
      default -> throw malformed("status");
    };
  }

  /** Isolate reports a failed exec as its own failure, although the program may be the cause. */
  private static Ending notExecuted(String message) {
    var refused = EXEC_REFUSED.matcher(message);
    if (!refused.matches()) {
      throw new SandboxFailure("isolate failed: " + message);
    }
    var reason = refused.group(1);
    return reason.equals(OUT_OF_MEMORY)
        ? new Ending.LimitExceeded(Limit.MEMORY)
        : new Ending.NotStarted(reason);
  }

  private int code(String key) {
    return number(key).filter(value -> value <= 255).orElseThrow(() -> malformed(key)).intValue();
  }

  Usage usage() {
    return new Usage(seconds("time"), seconds("time-wall"), peakKib());
  }

  /** In KiB: of the control group, if there is one, and at least of the largest process. */
  long peakKib() {
    return Math.max(number("cg-mem").orElse(0L), number("max-rss").orElse(0L));
  }

  private static SandboxFailure malformed(String key) {
    return new SandboxFailure("isolate's meta file has an invalid " + key);
  }
}
