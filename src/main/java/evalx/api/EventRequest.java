package evalx.api;

import evalx.format.FieldError;
import evalx.format.Problem;
import evalx.result.EventId;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a request for events says beside its path. */
final class EventRequest {
  /** A browser can set it when it opens a stream, other than the header. */
  static final String LAST_EVENT_ID = "last_event_id";

  static final String TICKET = "ticket";
  private static final Set<String> PARAMETERS = Set.of(TICKET, LAST_EVENT_ID);

  private EventRequest() {}

  /**
   * The last event that the client has. Clients that imitate a browser's EventSource send an empty
   * header when they have none.
   *
   * @throws Refusal 422 when that is no event's id, or for another parameter
   */
  static EventId from(HttpServletRequest request) {
    for (var name : request.getParameterMap().keySet()) {
      if (!PARAMETERS.contains(name)) {
        throw invalid(name, "is not a parameter of this request: it takes last_event_id, ticket");
      }
    }
    return Optional.ofNullable(request.getHeader("Last-Event-ID"))
        .filter(header -> !header.isEmpty())
        .or(() -> Optional.ofNullable(request.getParameter(LAST_EVENT_ID)))
        .map(EventRequest::id)
        .orElse(EventId.START);
  }

  /**
   * The id of an event.
   *
   * @throws Refusal 422 when it is none
   */
  static EventId id(String text) {
    return EventId.parse(text)
        .orElseThrow(() -> invalid(LAST_EVENT_ID, "must be the id of an event, such as 1-4"));
  }

  private static Refusal invalid(String name, String message) {
    return new Refusal(
        new Problem(
            422,
            "Invalid parameter",
            "The parameters of this request cannot be used as they are.",
            List.of(new FieldError(name, message))));
  }
}
