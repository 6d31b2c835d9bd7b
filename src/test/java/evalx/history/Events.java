package evalx.history;

import evalx.submission.Caller;
import evalx.submission.CaseResult;
import evalx.submission.Checker;
import evalx.submission.Encoding;
import evalx.submission.Exit;
import evalx.submission.Limits;
import evalx.submission.Output;
import evalx.submission.Result;
import evalx.submission.SourceFile;
import evalx.submission.Submission;
import evalx.submission.SubmissionEvent;
import evalx.submission.SubmissionId;
import evalx.submission.TestCase;
import evalx.submission.Usage;
import evalx.submission.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Events of submissions that never were. */
final class Events {
  static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private Events() {}

  static SubmissionEvent.Queued queued(SubmissionId id, String language, Instant at) {
    return queued(id, language, "alice", at, new SourceFile("main", bytes("print(1)")));
  }

  static SubmissionEvent.Queued queued(
      SubmissionId id, String language, String caller, Instant at, SourceFile... files) {
    var submission =
        new Submission(
            new Submission.Source(language, Optional.empty(), List.of(files), List.of()),
            List.of(new TestCase(bytes("1\n"), Optional.empty(), List.of())),
            new Limits(Duration.ofSeconds(1), Duration.ofSeconds(3), 1 << 28),
            new Submission.Judging(new Checker.Lines(), false),
            new Submission.Handling(Encoding.UTF8, 5, true),
            List.of());
    var from = new Caller(Optional.of(caller), "127.0.0.1", Set.of());
    return new SubmissionEvent.Queued(id, submission, from, at);
  }

  static SubmissionEvent.Finished finished(
      SubmissionId id, String language, Verdict verdict, Instant queued) {
    return finished(id, language, queued, testCase(verdict, 1000, "1\n"));
  }

  static SubmissionEvent.Finished finished(
      SubmissionId id, String language, Instant queued, CaseResult... cases) {
    var timeline =
        new Result.Timeline(queued, Optional.of(queued.plusMillis(5)), queued.plusMillis(30));
    return new SubmissionEvent.Finished(
        new Result(
            id,
            cases[0].verdict(),
            new Result.Subject(
                language, Optional.of("1.2.3"), Encoding.UTF8, cases.length, Optional.empty()),
            Result.Compiled.NONE,
            List.of(cases),
            new Result.Remarks(Optional.empty(), List.of()),
            new Result.Provenance("node-1", Optional.of("native"), 1, timeline)),
        Optional.empty());
  }

  static CaseResult testCase(Verdict verdict, long cpuMicros, String stdout) {
    return new CaseResult(
        verdict,
        new Output(bytes(stdout), false),
        Output.NONE,
        Exit.NONE,
        new Usage(Duration.ofNanos(cpuMicros * 1000), Duration.ofMillis(9), 1400),
        CaseResult.Notes.of(Optional.empty()));
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
