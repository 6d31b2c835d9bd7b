package evalx.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import evalx.submission.Phase;
import evalx.submission.SubmissionId;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Writes short answers about a token. */
public final class ProgressWriter {
  private ProgressWriter() {}

  /** The answer to a submission that was taken. */
  public static byte[] accepted(SubmissionId token, Phase phase) {
    return bytes(
        Json.MAPPER.createObjectNode().put("token", token.toString()).put("status", phase.label()));
  }

  /** How far a submission is. */
  public static byte[] progress(SubmissionId token, String status, int done, int total) {
    return bytes(
        Json.MAPPER
            .createObjectNode()
            .put("token", token.toString())
            .put("status", status)
            .put("done", done)
            .put("total", total));
  }

  /**
   * A ticket.
   *
   * @param seconds that it is valid for
   */
  public static byte[] ticket(String ticket, long seconds) {
    return bytes(Json.MAPPER.createObjectNode().put("ticket", ticket).put("expires_in", seconds));
  }

  /**
   * A language model's hint on a submission.
   *
   * @param text empty while there is none yet
   */
  public static byte[] hint(SubmissionId token, Optional<String> text) {
    return bytes(
        Json.MAPPER
            .createObjectNode()
            .put("token", token.toString())
            .put("text", text.orElse(null)));
  }

  static byte[] bytes(Object tree) {
    try {
      return Json.MAPPER.writeValueAsBytes(tree);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
