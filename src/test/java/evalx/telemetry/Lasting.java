package evalx.telemetry;

import evalx.submission.CaseResult;
import evalx.submission.Encoding;
import evalx.submission.Result;
import evalx.submission.SampleResults;
import evalx.submission.SubmissionEvent;
import evalx.submission.SubmissionId;
import evalx.submission.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Ends of submissions that took a given time. */
final class Lasting {
  private static final Instant QUEUED = Instant.parse("2026-01-02T03:04:05Z");

  private Lasting() {}

  /** An accepted one with one test case that took 2 ms to run and half a second to compile. */
  static SubmissionEvent.Finished finished(String language, Duration waited, Duration took) {
    return new SubmissionEvent.Finished(
        new Result(
            SubmissionId.random(),
            Verdict.ACCEPTED,
            new Result.Subject(language, Optional.of("1"), Encoding.UTF8, 1),
            new Result.Compiled(Duration.ofMillis(500), "", false),
            List.<CaseResult>of(SampleResults.testCase()),
            new Result.Remarks(Optional.empty(), List.of()),
            new Result.Provenance("here", Optional.of("fake"), 1, timeline(waited, took))),
        Optional.empty());
  }

  private static Result.Timeline timeline(Duration waited, Duration took) {
    return new Result.Timeline(QUEUED, Optional.of(QUEUED.plus(waited)), QUEUED.plus(took));
  }
}
