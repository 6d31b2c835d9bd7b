package evalx.work;

import evalx.format.SubmissionReader;
import evalx.format.UnknownMembers;
import evalx.intake.SubmissionRules;
import evalx.submission.Caller;
import evalx.submission.Submission;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Reads submissions as JSON. */
@Singleton
class JsonSubmissions implements SubmissionParser {
  private final SubmissionRules rules;

  @Inject
  JsonSubmissions(SubmissionRules rules) {
    this.rules = rules;
  }

  @Override
  public Submission accepted(byte[] body) {
    return SubmissionReader.readAccepted(body);
  }

  @Override
  public Submission offered(byte[] body, Caller caller) {
    return rules.check(SubmissionReader.read(body, UnknownMembers.WARN), caller);
  }
}
