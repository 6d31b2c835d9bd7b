package evalx.format;

import evalx.submission.Checker;
import evalx.submission.Limits;
import evalx.submission.Submission;
import java.time.Duration;
import java.util.Optional;

/** Turns the JSON of an accepted submission into the submission: every member must be there. */
final class AcceptedSubmission {
  private static final double NANOS = 1e9;

  private final SubmissionRequest request;
  private final Findings findings;

  private AcceptedSubmission(SubmissionRequest request, Findings findings) {
    this.request = request;
    this.findings = findings;
  }

  static Submission of(SubmissionRequest request, Findings findings) {
    return new AcceptedSubmission(request, findings).submission();
  }

  private Submission submission() {
    var program = request.program();
    var handling = request.handling();
    return new Submission(
        new Submission.Source(
            required("language", program.language()),
            program.version(),
            required("files", program.files()),
            program.compilerOptions()),
        request.testCases(),
        limits(),
        new Submission.Judging(
            checker(), required("stop_on_failure", request.judging().stopOnFailure())),
        new Submission.Handling(
            required("encoding", handling.encoding()),
            required("priority", handling.priority()),
            required("cache", handling.cache()),
            handling.keepOutput().orElse(false),
            handling.outputFiles()),
        findings.warnings());
  }

  private Limits limits() {
    var limits = request.limits();
    return new Limits(
        duration(required("timeout", limits.timeout())),
        duration(required("wall_timeout", limits.wallTimeout())),
        required("memory", limits.memory()),
        limits.output().orElse(Limits.DEFAULT_OUTPUT));
  }

  private static Duration duration(double seconds) {
    return Duration.ofNanos(Math.round(seconds * NANOS));
  }

  private Checker checker() {
    var checker = required("checker", request.judging().checker());
    var kind = required("checker.type", checker.type().flatMap(Checker.Kind::labelled));
    return kind.checker(checker.tolerance().orElse(0.0));
  }

  private <T> T required(String field, Optional<T> value) {
    return value.orElseThrow(
        () -> {
          findings.error(field, "is required");
          findings.refuseErrors();
          return new IllegalStateException(field);
        });
  }
}
