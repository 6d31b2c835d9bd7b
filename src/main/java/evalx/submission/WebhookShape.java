package evalx.submission;

import java.net.URI;
import java.util.stream.Stream;

/**
 * In which shape a receiver gets a result. On its way it is the fragment of the receiver's URL: no
 * client may give one, and none is ever sent (RFC 3986, section 3.5).
 */
public enum WebhookShape {
  /** A POST with the result as clients fetch it, signed. */
  OWN(""),
  /** A PUT with what Judge0's clients read. */
  JUDGE0("judge0");

  private final String mark;

  WebhookShape(String mark) {
    this.mark = mark;
  }

  /** A URL without a fragment, marked with this shape. */
  public URI mark(URI url) {
    return mark.isEmpty() ? url : URI.create(url + "#" + mark);
  }

  /** The shape that a URL is marked with. */
  public static WebhookShape of(URI url) {
    return Stream.of(values())
        .filter(shape -> shape.mark.equals(url.getFragment()))
        .findFirst()
        .orElse(OWN);
  }
}
