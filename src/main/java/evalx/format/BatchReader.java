package evalx.format;

import java.util.List;
import java.util.function.Function;

/** Reads the JSON of requests that ask for several runs. */
public final class BatchReader {
  private BatchReader() {}

  /**
   * Reads {@code {"submissions": [...]}}, each as of {@code POST /submissions}. What is wrong with
   * one of them is noted in it.
   *
   * @param max how many there may be
   * @throws NotJson when it is not JSON
   * @throws InvalidSubmission when there are none or too many, or something else beside them
   */
  public static List<SubmissionRequest> readSubmissions(byte[] json, int max) {
    return read(json, "submissions", max, SubmissionReader::request);
  }

  /**
   * Reads {@code {"requests": [...]}}, each as of {@code POST /execute}; otherwise the same as
   * {@link #readSubmissions}.
   */
  public static List<SubmissionRequest> readSingles(byte[] json, int max) {
    return read(json, OneProgram.REQUESTS, max, SubmissionReader::single);
  }

  private static List<SubmissionRequest> read(
      byte[] json, String name, int max, Function<Members, SubmissionRequest> reader) {
    var findings = new Findings();
    var requests =
        Members.read(
            Json.parse(json),
            findings,
            UnknownMembers.REFUSE,
            members -> members.requests(name, max, reader));
    findings.refuseErrors();
    return requests;
  }

  /**
   * Reads {@code {"requests": [...]}} as one submission: the first one's program with a test case
   * made of each. What cannot be read is noted in the request, under the names of a submission
   * where {@link InvalidSubmission#ofOneProgram} does not change them.
   *
   * @throws NotJson when it is not JSON
   * @throws InvalidSubmission when there are none
   */
  public static SubmissionRequest readOneProgram(byte[] json) {
    var findings = new Findings();
    var program = new OneProgram();
    Members.read(
        Json.parse(json),
        findings,
        UnknownMembers.REFUSE,
        members -> members.elements(OneProgram.REQUESTS, program::read));
    return program.submission(findings).orElseThrow(BatchReader::empty);
  }

  private static InvalidSubmission empty() {
    var message = "must be an array of at least one element";
    return new InvalidSubmission(List.of(new FieldError(OneProgram.REQUESTS, message)));
  }
}
