package evalx.submission;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/** Results for tests. */
public final class SampleResults {
  /** Of {@link #of(String, Verdict, String, Optional, CaseResult...)}. */
  public static final SubmissionId TOKEN = new SubmissionId(new UUID(1, 2));

  private SampleResults() {}

  /** A test case of a program that was killed for what it did. */
  public static CaseResult testCase() {
    return new CaseResult(
        Verdict.SEGMENTATION_FAULT,
        new Output("1\n".getBytes(StandardCharsets.UTF_8), false),
        Output.NONE,
        new Exit(OptionalInt.empty(), Optional.of("SIGSEGV")),
        new Usage(Duration.ofMillis(1), Duration.ofMillis(2), 1400),
        CaseResult.Notes.of(Optional.empty()));
  }

  public static Result of(SubmissionId id, Verdict verdict) {
    return of(id, verdict, Optional.empty());
  }

  /** A result of test cases. */
  public static Result of(
      String language,
      Verdict verdict,
      String compilerOutput,
      Optional<String> message,
      CaseResult... cases) {
    var now = Instant.parse("2026-01-02T03:04:05.678901Z");
    return new Result(
        TOKEN,
        verdict,
        new Result.Subject(language, Optional.of("12.2.0"), Encoding.BASE64, cases.length),
        new Result.Compiled(Duration.ZERO, compilerOutput, false),
        List.of(cases),
        new Result.Remarks(message, List.of()),
        new Result.Provenance(
            "host", Optional.empty(), 1, new Result.Timeline(now, Optional.of(now), now)));
  }

  /** A result for a receiver of webhooks. */
  public static Result of(SubmissionId id, Verdict verdict, Optional<URI> webhook) {
    var now = Instant.parse("2026-01-02T03:04:05Z");
    return new Result(
        id,
        verdict,
        new Result.Subject("python", Optional.of("3.11"), Encoding.UTF8, 2, webhook),
        new Result.Compiled(Duration.ZERO, "", false),
        List.of(),
        new Result.Remarks(Optional.empty(), List.of()),
        new Result.Provenance(
            "here", Optional.of("fake"), 1, new Result.Timeline(now, Optional.of(now), now)));
  }
}
