package evalx.submission;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** How a submission ended: final, never changed. */
public record Result(
    SubmissionId id,
    Verdict verdict,
    Subject subject,
    Compiled compiled,
    List<CaseResult> cases,
    Remarks remarks,
    Provenance provenance) {

  /**
   * What was submitted, as far as the result repeats it.
   *
   * @param version the exact version of the language that ran it; empty when none did
   * @param testCases how many were submitted, also when none ran
   * @param webhook where the result is sent; empty: nowhere
   */
  public record Subject(
      String language,
      Optional<String> version,
      Encoding encoding,
      int testCases,
      Optional<URI> webhook) {
    /** Of a submission that asks for no webhook. */
    public Subject(String language, Optional<String> version, Encoding encoding, int testCases) {
      this(language, version, encoding, testCases, Optional.empty());
    }
  }

  /**
   * How its compilation went.
   *
   * @param time CPU time of the compiler, whenever it ran; zero where the language has none
   * @param output what the compiler printed
   * @param cached whether the same sources had been compiled before
   */
  public record Compiled(Duration time, String output, boolean cached) {
    /** For a submission that was never compiled. */
    public static final Compiled NONE = new Compiled(Duration.ZERO, "", false);

    /** The message of a result whose program was refused because its compiler had no time left. */
    public static final String OUT_OF_TIME = "the compiler ran out of time";
  }

  /**
   * What is said about the submission as a whole.
   *
   * @param message why it ended so, where the verdict does not tell
   * @param warnings what was noticed in the request
   * @param score where points were asked for
   * @param hints on what the compiler printed
   */
  public record Remarks(
      Optional<String> message, List<String> warnings, Optional<Score> score, List<Hint> hints) {
    public Remarks {
      hints = List.copyOf(hints);
      warnings = List.copyOf(warnings);
    }

    /** Without hints. */
    public Remarks(Optional<String> message, List<String> warnings, Optional<Score> score) {
      this(message, warnings, score, List.of());
    }

    /** Of a submission that has no score. */
    public Remarks(Optional<String> message, List<String> warnings) {
      this(message, warnings, Optional.empty());
    }
  }

  /** The same result with other test cases. */
  public Result with(List<CaseResult> others) {
    return new Result(id, verdict, subject, compiled, others, remarks, provenance);
  }

  /**
   * Where and when it was run.
   *
   * @param worker the node that ended it
   * @param driver the sandbox driver that ran it; empty when it never ran
   * @param attempts how many times it was started
   */
  public record Provenance(
      String worker, Optional<String> driver, int attempts, Timeline timeline) {}

  /** When a submission was queued, started and finished. */
  public record Timeline(Instant queued, Optional<Instant> started, Instant finished) {}

  public Result {
    cases = List.copyOf(cases);
  }

  /** How many test cases were accepted. */
  public long passed() {
    return cases.stream().filter(c -> c.verdict() == Verdict.ACCEPTED).count();
  }

  /** The largest CPU time of a test case. */
  public Duration runTime() {
    return cpuTimes().max(Comparator.naturalOrder()).orElse(Duration.ZERO);
  }

  /** The CPU time of all test cases together. */
  public Duration totalRunTime() {
    return cpuTimes().reduce(Duration.ZERO, Duration::plus);
  }

  /** The mean CPU time of the test cases that were run. */
  public Duration averageRunTime() {
    var ran = cases.stream().filter(c -> !c.usage().equals(Usage.NONE)).count();
    return ran == 0 ? Duration.ZERO : totalRunTime().dividedBy(ran);
  }

  /** The largest peak memory of a test case in KiB. */
  public long peakKib() {
    return cases.stream().mapToLong(c -> c.usage().peakKib()).max().orElse(0);
  }

  private Stream<Duration> cpuTimes() {
    return cases.stream().map(c -> c.usage().cpuTime());
  }
}
