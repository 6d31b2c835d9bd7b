package evalx.work;

import evalx.format.SubmissionReader;
import evalx.format.UnknownMembers;
import evalx.language.Languages;
import evalx.submission.Caller;
import evalx.submission.Submission;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Reads submissions as JSON. */
@Singleton
class JsonSubmissions implements SubmissionParser {
  private final SubmissionReader reader;
  private final SubmissionReader trusting;

  @Inject
  JsonSubmissions(SubmissionReader reader, Languages languages) {
    this.reader = reader;
    this.trusting = SubmissionReader.withoutLimits(languages);
  }

  @Override
  public Submission accepted(byte[] body) {
    return trusting.read(body, UnknownMembers.WARN);
  }

  @Override
  public Submission offered(byte[] body, Caller caller) {
    return reader.read(body, UnknownMembers.WARN);
  }
}
