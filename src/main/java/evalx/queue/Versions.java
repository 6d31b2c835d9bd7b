package evalx.queue;

import evalx.format.FieldError;
import evalx.format.InvalidSubmission;
import evalx.node.Offer;
import evalx.submission.Submission;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Which worker has the version of a language that a submission asks for. */
final class Versions {
  private final Predicate<Submission> lacking;
  private final Supplier<Offer> offer;

  /**
   * @param lacking whether this worker runs the language in other versions only
   * @param offer what all workers offer together
   */
  Versions(Predicate<Submission> lacking, Supplier<Offer> offer) {
    this.lacking = lacking;
    this.offer = offer;
  }

  /** Whether the submission is not for this worker. */
  boolean areElsewhere(Submission submission) {
    return submission.source().version().isPresent() && lacking.test(submission);
  }

  /**
   * Checks that some worker has the version.
   *
   * @throws InvalidSubmission when none has
   */
  void requireSomewhere(Submission submission) {
    var language = submission.language();
    var all = offer.get();
    if (!all.hasVersion(language, submission.source().version().orElseThrow())) {
      var message = "must match one of " + all.versionsOf(language);
      throw new InvalidSubmission(List.of(new FieldError("version", message)));
    }
  }
}
