package evalx.api;

import evalx.push.EventStreams;
import evalx.push.StreamLimits;
import evalx.result.EventId;
import evalx.submission.Caller;
import evalx.submission.SubmissionId;
import java.security.Principal;
import java.util.Optional;

/**
 * A request for a WebSocket that may be accepted.
 *
 * @param submission the only one that it is for; empty where the client says over the WebSocket
 *     which it wants
 * @param from the last event of this submission that the client has
 * @param connection the one that it comes over
 */
record SocketRequest(
    Caller caller,
    Optional<SubmissionId> submission,
    EventId from,
    EventStreams streams,
    StreamLimits limits,
    ClientConnection connection)
    implements Principal {
  @Override
  public String getName() {
    return caller.key();
  }
}
