package evalx.queue;

import evalx.format.FieldError;
import evalx.format.InvalidSubmission;
import evalx.format.NotJson;
import evalx.format.Problem;
import evalx.format.SubmissionReader;
import evalx.format.UnknownMembers;
import evalx.intake.SubmissionRules;
import evalx.submission.Caller;
import evalx.submission.Submission;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a message says. */
sealed interface Reading {
  /** How many test cases it has; 0 where that cannot be read. */
  int total();

  /** A submission that can be run. */
  record Good(Submission submission) implements Reading {
    @Override
    public int total() {
      return submission.testCases().size();
    }
  }

  /** Nothing that can be run. */
  record Malformed(Problem problem, String reason) implements Reading {
    static Malformed of(RuntimeException why) {
      return new Malformed(Problem.of(why), why.getMessage().strip());
    }

    @Override
    public int total() {
      return 0;
    }
  }

  static Reading of(Delivery delivery, SubmissionRules rules) {
    try {
      if (delivery.unreadable().isPresent()) {
        throw new InvalidSubmission(List.of(new FieldError("", delivery.unreadable().get())));
      }
      var submission = submission(delivery, rules);
      if (!submission.language().equals(delivery.language())) {
        var message = "must be that of the queue, " + delivery.language();
        throw new InvalidSubmission(List.of(new FieldError("language", message)));
      }
      return new Good(submission);
    } catch (InvalidSubmission | NotJson e) {
      return Malformed.of(e);
    }
  }

  private static Submission submission(Delivery delivery, SubmissionRules rules) {
    if (delivery.own()) {
      try {
        return SubmissionReader.readAccepted(delivery.body());
      } catch (InvalidSubmission e) {
        // The copy of a message that was handed back is as its producer wrote it.
      }
    }
    var request = SubmissionReader.read(delivery.body(), UnknownMembers.WARN);
    var producer = new Caller(Optional.empty(), delivery.queue(), Set.of(Caller.Scope.SUBMIT));
    return rules.check(request, producer);
  }
}
