package evalx.format;

import evalx.submission.SubmissionId;

/** Reads a request for a ticket. */
public final class TicketRequest {
  private static final String TOKEN = "token";

  private TicketRequest() {}

  /**
   * The submission whose events a ticket is wanted for.
   *
   * @throws NotJson when the body is not JSON
   * @throws InvalidRequest when it names no submission, or has other members
   */
  public static SubmissionId read(byte[] body) {
    var json = Json.parse(body);
    if (!json.isObject()) {
      throw new InvalidRequest("", "must be an object with the member token");
    }
    json.fieldNames()
        .forEachRemaining(
            name -> {
              if (!name.equals(TOKEN)) {
                throw new InvalidRequest(name, "is not a member of this request: it has token");
              }
            });
    return SubmissionId.parse(json.path(TOKEN).asText())
        .orElseThrow(() -> new InvalidRequest(TOKEN, "must be the token of a submission"));
  }
}
