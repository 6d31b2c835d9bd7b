package evalx.api;

import evalx.submission.SubmissionId;
import java.util.Optional;
import java.util.regex.Pattern;

/** The paths under which events are told. */
final class EventPath {
  /** The WebSocket of many submissions. */
  static final String SOCKET = "/ws";

  private static final Pattern STREAM = Pattern.compile("/submissions/([^/]+)/events");
  private static final Pattern SOCKET_OF_ONE = Pattern.compile("/ws/submissions/([^/]+)");

  private EventPath() {}

  static boolean isStream(String path) {
    return STREAM.matcher(path).matches();
  }

  static boolean isSocket(String path) {
    return path.equals(SOCKET) || SOCKET_OF_ONE.matcher(path).matches();
  }

  /** The one submission whose events a path is for; empty for all other paths. */
  static Optional<SubmissionId> submission(String path) {
    for (var pattern : new Pattern[] {STREAM, SOCKET_OF_ONE}) {
      var match = pattern.matcher(path);
      if (match.matches()) {
        return SubmissionId.parse(match.group(1));
      }
    }
    return Optional.empty();
  }
}
