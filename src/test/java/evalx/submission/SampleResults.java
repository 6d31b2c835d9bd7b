package evalx.submission;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Results for tests. */
public final class SampleResults {
  private SampleResults() {}

  public static Result of(SubmissionId id, Verdict verdict) {
    var now = Instant.parse("2026-01-02T03:04:05Z");
    return new Result(
        id,
        verdict,
        new Result.Subject("python", Optional.of("3.11"), Encoding.UTF8, 2),
        new Result.Compiled(Duration.ZERO, "", false),
        List.of(),
        new Result.Remarks(Optional.empty(), List.of()),
        new Result.Provenance(
            "here", Optional.of("fake"), 1, new Result.Timeline(now, Optional.of(now), now)));
  }
}
