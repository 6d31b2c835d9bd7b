package evalx.work;

import evalx.completion.DescribeMessage;
import evalx.format.FieldError;
import evalx.format.InvalidSubmission;
import evalx.format.NotJson;
import evalx.queue.JobMessage;
import evalx.result.JobDescription;
import evalx.submission.Encoding;
import evalx.submission.Submission;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;

/** Reads what a message asks for: EvalX's own as it is, an outside producer's by the rules. */
@Singleton
class ReadJob implements DescribeMessage {
  private final SubmissionParser parser;

  @Inject
  ReadJob(SubmissionParser parser) {
    this.parser = parser;
  }

  ParsedJob read(JobMessage message) {
    try {
      return new ParsedJob.Valid(submission(message));
    } catch (InvalidSubmission | NotJson e) {
      return ParsedJob.Malformed.of(e);
    }
  }

  private Submission submission(JobMessage message) {
    message
        .body()
        .unreadable()
        .ifPresent(
            reason -> {
              throw new InvalidSubmission(List.of(new FieldError("", reason)));
            });
    var body = message.body().bytes();
    var submission =
        message.isAccepted()
            ? parser.accepted(body)
            : parser.offered(body, message.origin().caller());
    if (!submission.language().equals(message.language())) {
      var reason = "must be that of the queue, " + message.language();
      throw new InvalidSubmission(List.of(new FieldError("language", reason)));
    }
    return submission;
  }

  @Override
  public JobDescription describe(JobMessage message) {
    return read(message) instanceof ParsedJob.Valid valid
        ? JobDescription.of(valid.submission())
        : new JobDescription(message.language(), Encoding.UTF8, 0);
  }
}
