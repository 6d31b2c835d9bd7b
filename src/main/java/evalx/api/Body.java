package evalx.api;

import evalx.format.Problem;
import java.io.IOException;
import java.io.InputStream;

/** Reads a request's body up to a limit. */
final class Body {
  private Body() {}

  /**
   * The whole body.
   *
   * @throws Refusal 413 when it has more bytes than the limit, 400 when the client breaks off
   */
  static byte[] read(InputStream in, int limit) {
    try {
      var body = in.readNBytes(limit + 1);
      if (body.length > limit) {
        throw new Refusal(
            Problem.of(413, "Too large", "The body may have at most " + limit + " bytes."));
      }
      return body;
    } catch (IOException e) {
      throw new Refusal(
          Problem.of(
              400, "Incomplete body", "The connection closed before the whole body arrived."));
    }
  }
}
