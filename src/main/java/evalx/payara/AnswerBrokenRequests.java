package evalx.payara;

import evalx.format.Problem;
import java.io.CharConversionException;
import java.io.IOException;
import org.glassfish.grizzly.http.Method;
import org.glassfish.grizzly.http.server.HttpHandler;
import org.glassfish.grizzly.http.server.HttpServerFilter;
import org.glassfish.grizzly.http.server.Request;
import org.glassfish.grizzly.http.server.Response;
import org.glassfish.grizzly.http.util.Header;

/**
 * Answers with a problem what Payara answers before it has chosen a web application: with 200 and
 * nothing where a path cannot be decoded (its own code for that fails for the same reason) or the
 * header Host is empty, and with a status alone where a path leads out of the root, the method is
 * TRACE, or the header Expect means nothing. It has no setting for this, and a web application is
 * asked too late.
 */
final class AnswerBrokenRequests extends HttpHandler {
  private static final Problem NOT_READABLE =
      Problem.of(400, "Bad Request", "The path or the Host header cannot be read.");
  private static final Problem NOT_ALLOWED =
      Problem.of(405, "Method Not Allowed", "This path does not take this method.");

  private static final Problem NOT_EXPECTED =
      Problem.of(417, "Expectation Failed", "Expect may be 100-continue and nothing else.");

  private final HttpHandler next;

  AnswerBrokenRequests(HttpHandler next) {
    this.next = next;
    setRequestURIEncoding(next.getRequestURIEncoding());
    setAllowEncodedSlash(next.isAllowEncodedSlash());
    setAllowCustomStatusMessage(next.isAllowCustomStatusMessage());
  }

  /** Puts one in front of a listener. Returns what puts things back. */
  static AutoCloseable inFrontOf(HttpServerFilter listener) {
    var before = listener.getHttpHandler();
    listener.setHttpHandler(new AnswerBrokenRequests(before));
    return () -> listener.setHttpHandler(before);
  }

  static boolean isInFrontOf(HttpServerFilter listener) {
    return listener.getHttpHandler() instanceof AnswerBrokenRequests;
  }

  /** Looks before and never after: by then another thread may have answered and let it go. */
  @Override
  public void service(Request request, Response response) throws Exception {
    if (request.getMethod().equals(Method.TRACE)) {
      send(response, NOT_ALLOWED);
    } else if (isReadable(request)) {
      next.service(request, response);
    } else {
      send(response, NOT_READABLE);
    }
  }

  /** Payara refuses an expectation that it does not know with a status alone. */
  @Override
  protected boolean sendAcknowledgment(Request request, Response response) throws IOException {
    var isKnown = super.sendAcknowledgment(request, response);
    if (!isKnown) {
      send(response, NOT_EXPECTED);
    }
    return isKnown;
  }

  /** As Payara reads them, which it does again. */
  private boolean isReadable(Request request) {
    try {
      var uri = request.getRequest().getRequestURIRef();
      var path = uri.getDecodedURI(isAllowEncodedSlash());
      return request.getServerName() != null && namesHost(request) && isWithinRoot(path);
    } catch (CharConversionException | IllegalArgumentException | IllegalStateException e) {
      return false;
    }
  }

  /** HTTP/1.0 needs no such header; an empty one leads Payara to no web application. */
  private static boolean namesHost(Request request) {
    var host = request.getHeader(Header.Host);
    return host == null || !(host.isBlank() || host.strip().startsWith(":"));
  }

  static boolean isWithinRoot(String path) {
    if (path.equals("*")) {
      return true;
    }
    var depth = 0;
    for (var segment : path.split("/", -1)) {
      depth += segment.equals("..") ? -1 : segment.isEmpty() || segment.equals(".") ? 0 : 1;
      if (depth < 0) {
        return false;
      }
    }
    return path.startsWith("/") && path.indexOf('\0') < 0 && path.indexOf('\\') < 0;
  }

  /** A body that was not read would be taken for the next request of the connection. */
  private static void send(Response response, Problem problem) throws IOException {
    var json = problem.json();
    response.setHeader(Header.Connection, "close");
    response.setStatus(problem.status());
    response.setContentType(Problem.MEDIA_TYPE);
    response.setContentLength(json.length);
    response.getOutputStream().write(json);
  }
}
