package evalx.api;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What servers let pass, each something else, though it is no HTTP: RFC 9112, 3.2, and RFC 3986.
 */
final class RequestSyntax {
  private static final Pattern BROKEN_ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2})");
  private static final Pattern HOST =
      Pattern.compile("([A-Za-z0-9._~!$&'()*+,;=%-]+|\\[[0-9A-Za-z:.%]+])(:[0-9]{0,5})?");

  private RequestSyntax() {}

  /** What is wrong with a request in a sentence; empty for none. */
  static Optional<String> fault(HttpServletRequest request) {
    var query = request.getQueryString();
    if (query != null && BROKEN_ESCAPE.matcher(query).find()) {
      return Optional.of("A percent sign in the query must be followed by two hexadecimal digits.");
    }
    var hosts = Collections.list(request.getHeaders("Host"));
    if (hosts.size() > 1) {
      return Optional.of("A request must have one Host header.");
    }
    return hosts.stream().allMatch(host -> HOST.matcher(host.strip()).matches())
        ? Optional.empty()
        : Optional.of("The Host header must be a host, and a port where it needs one.");
  }
}
