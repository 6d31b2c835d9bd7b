package evalx.hint;

import static java.nio.charset.StandardCharsets.UTF_8;

import evalx.submission.CaseResult;
import evalx.submission.Difference;
import evalx.submission.Exit;
import evalx.submission.Limits;
import evalx.submission.Usage;
import evalx.submission.Verdict;
import java.time.Duration;
import java.util.Optional;

/**
 * What is seen of a failure.
 *
 * @param language its id
 * @param difference in what the output differs from the expected one
 */
public record Symptoms(
    String language,
    Verdict verdict,
    Printed printed,
    End end,
    Optional<Difference.Kind> difference) {
  /** What the compiler and the program printed, as far as the result keeps it. */
  record Printed(String compileOutput, String stderr) {}

  /** How the program ended. */
  record End(Exit exit, Use use) {}

  /** What it used, as shares of its limits. */
  record Use(double cpu, double wall, double memory) {
    private static final Use NONE = new Use(0, 0, 0);

    private static Use of(Usage usage, Limits limits) {
      return new Use(
          share(usage.cpuTime(), limits.cpu()),
          share(usage.wallTime(), limits.wall()),
          (double) (usage.peakKib() << 10) / limits.memory());
    }

    private static double share(Duration part, Duration whole) {
      return (double) part.toNanos() / whole.toNanos();
    }
  }

  /** Those of sources that do not compile. */
  public static Symptoms ofCompilation(String language, String compileOutput) {
    return new Symptoms(
        language,
        Verdict.COMPILATION_ERROR,
        new Printed(compileOutput, ""),
        new End(Exit.NONE, Use.NONE),
        Optional.empty());
  }

  /** Those of a test case, within its limits. */
  public static Symptoms of(
      String language, CaseResult result, Limits limits, String compileOutput) {
    return new Symptoms(
        language,
        result.verdict(),
        new Printed(compileOutput, new String(result.stderr().bytes(), UTF_8)),
        new End(result.exit(), Use.of(result.usage(), limits)),
        result.notes().explanation().difference().map(Difference::kind));
  }
}
