package evalx.work;

import evalx.completion.DescribeMessage;
import evalx.format.FieldError;
import evalx.format.InvalidSubmission;
import evalx.format.NotJson;
import evalx.format.SubmissionReader;
import evalx.format.UnknownMembers;
import evalx.intake.SubmissionRules;
import evalx.queue.JobMessage;
import evalx.result.JobDescription;
import evalx.submission.Encoding;
import evalx.submission.Submission;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.stream.Collectors;

/** Reads what a message asks for: EvalX's own as it is, an outside producer's by the rules. */
@Singleton
class ReadJob implements DescribeMessage {
  private final SubmissionRules rules;

  @Inject
  ReadJob(SubmissionRules rules) {
    this.rules = rules;
  }

  Parsed read(JobMessage message) {
    try {
      return new Parsed.Valid(submission(message));
    } catch (InvalidSubmission e) {
      return new Parsed.Malformed(
          e.errors().stream()
              .map(error -> (error.field() + " " + error.message()).strip())
              .collect(Collectors.joining("; ")));
    } catch (NotJson e) {
      return new Parsed.Malformed("not JSON: " + e.getMessage());
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
            ? SubmissionReader.readAccepted(body)
            : rules.check(
                SubmissionReader.read(body, UnknownMembers.WARN), message.origin().caller());
    if (!submission.language().equals(message.language())) {
      var reason = "must be that of the queue, " + message.language();
      throw new InvalidSubmission(List.of(new FieldError("language", reason)));
    }
    return submission;
  }

  @Override
  public JobDescription describe(JobMessage message) {
    return read(message) instanceof Parsed.Valid valid
        ? JobDescription.of(valid.submission(), message.origin().caller())
        : new JobDescription(message.language(), Encoding.UTF8, 0, message.origin().caller().key());
  }

  /** What a message asks for. */
  sealed interface Parsed {
    /** A submission that can be run. */
    record Valid(Submission submission) implements Parsed {}

    /** Nothing that can be run, and all that is wrong with it. */
    record Malformed(String reason) implements Parsed {}
  }
}
