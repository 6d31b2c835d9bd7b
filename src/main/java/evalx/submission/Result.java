package evalx.submission;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a submission came to: final, never changed.
 *
 * @param compileTime CPU time of the compilation, whenever it was; zero where the language has none
 * @param compileCached whether this submission's sources had been compiled before
 * @param total how many test cases were asked for, also when none ran
 * @param worker the node that ran it
 * @param driver the sandbox that ran it; empty where it never ran
 * @param attempts how often it was started
 */
public record Result(
    Token token,
    Status status,
    String language,
    Optional<String> version,
    Encoding encoding,
    Duration compileTime,
    String compileOutput,
    boolean compileCached,
    int total,
    List<CaseResult> cases,
    List<String> warnings,
    Optional<String> message,
    Timeline timeline,
    String worker,
    Optional<String> driver,
    int attempts) {

  /** When a submission was queued, started and finished. */
  public record Timeline(Instant queued, Optional<Instant> started, Instant finished) {}

  public Result {
    cases = List.copyOf(cases);
    warnings = List.copyOf(warnings);
  }

  /** The same, with a message that says why. */
  public Result because(String why) {
    return new Result(
        token,
        status,
        language,
        version,
        encoding,
        compileTime,
        compileOutput,
        compileCached,
        total,
        cases,
        warnings,
        Optional.of(why),
        timeline,
        worker,
        driver,
        attempts);
  }

  /** How many test cases were accepted. */
  public long passed() {
    return cases.stream().filter(c -> c.status() == Status.ACCEPTED).count();
  }

  /** The largest CPU time of a test case. */
  public Duration runTime() {
    return cases.stream()
        .map(CaseResult::runTime)
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }

  /** The CPU time of all test cases together. */
  public Duration totalRunTime() {
    return cases.stream().map(CaseResult::runTime).reduce(Duration.ZERO, Duration::plus);
  }

  /** The largest peak memory of a test case in KiB. */
  public long spaceKib() {
    return cases.stream().mapToLong(CaseResult::spaceKib).max().orElse(0);
  }
}
