package evalx.api;

import evalx.push.EventCursor;
import evalx.push.EventStreams;
import evalx.push.Step;
import evalx.push.StreamEvent;
import evalx.push.StreamLimits;
import evalx.submission.Caller;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/**
 * Answers with the events of a submission as server-sent events. A filter because JAX-RS has all
 * paths beside this one, and its sink waits for slow clients.
 */
public final class EventStreamFilter extends HttpFilter {
  private EventStreams streams;
  private StreamLimits limits;

  /** For the server. */
  @SuppressWarnings("NullAway.Init")
  public EventStreamFilter() {}

  @Inject
  final void use(EventStreams givenStreams, StreamLimits givenLimits) {
    streams = givenStreams;
    limits = givenLimits;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    var path = WebFiles.path(request);
    if (!EventPath.isStream(path)) {
      chain.doFilter(request, response);
    } else if (request.getMethod().equals("GET")) {
      try {
        answer(request, response, path);
      } catch (RuntimeException e) {
        ServerProblems.send(response, e);
      }
    } else {
      response.setHeader("Allow", "GET");
      ServerProblems.send(response, Problems.ofStatus(405));
    }
  }

  private void answer(HttpServletRequest request, HttpServletResponse response, String path)
      throws IOException {
    var caller = Authentication.caller(request, Caller.Scope.READ);
    var from = EventRequest.from(request);
    var id = EventPath.submission(path).orElseThrow(() -> new Refusal(SubmissionsResource.UNKNOWN));
    var place = limits.take(caller);
    var cursor = streams.follow(id, caller, from);
    var opened = false;
    try {
      var step = cursor.next();
      if (step instanceof Step.Unknown) {
        throw new Refusal(SubmissionsResource.UNKNOWN);
      } else if (step instanceof Step.End) {
        // A browser that is told so does not connect again.
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
      } else {
        var first = step instanceof Step.Next next ? Optional.of(next.event()) : empty();
        open(request, response, cursor, first, place);
        opened = true;
      }
    } finally {
      if (!opened) {
        cursor.close();
        place.close();
      }
    }
  }

  private static Optional<StreamEvent> empty() {
    return Optional.empty();
  }

  private void open(
      HttpServletRequest request,
      HttpServletResponse response,
      EventCursor cursor,
      Optional<StreamEvent> first,
      StreamLimits.Place place)
      throws IOException {
    response.setContentType("text/event-stream");
    response.setCharacterEncoding("UTF-8");
    response.setHeader("Cache-Control", "no-cache, no-transform");
    // nginx would collect events before it sends them on.
    response.setHeader("X-Accel-Buffering", "no");
    var context = request.startAsync(request, response);
    context.setTimeout(0);
    try {
      var connection = new EventConnection(context, streams, place);
      connection.open(streams.open(cursor, first, connection));
    } catch (RuntimeException e) {
      // The server does not end by itself what has become asynchronous.
      place.close();
      ServerProblems.send(response, e);
      context.complete();
    }
  }
}
