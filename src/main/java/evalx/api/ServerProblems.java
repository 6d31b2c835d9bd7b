package evalx.api;

import evalx.format.Problem;
import evalx.payara.ListenerGuard;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.util.regex.Pattern;

/**
 * Answers with a problem where the server would answer with a page of its own, or with less. What a
 * server refuses before it chooses a web application never comes here: on Payara {@link
 * ListenerGuard} sees to it, on Open Liberty the answer stays its own.
 */
public final class ServerProblems extends HttpFilter {
  private static final Pattern MEDIA_TYPE =
      Pattern.compile("[\\w!#$&^.+-]+/[\\w!#$&^.+*-]+\\s*(;.*)?");

  private final ListenerGuard guard = new ListenerGuard();

  @Override
  public void init() {
    guard.begin();
  }

  @Override
  public void destroy() {
    guard.close();
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    guard.look(request);
    Problems.OUTAGES.look();
    var type = request.getContentType();
    var fault = RequestSyntax.fault(request);
    if (request.getMethod().equals("TRACE")) {
      // It would echo what a proxy added, such as credentials. It must have no body, and Payara
      // would take one for the next request of the connection.
      response.setHeader("Connection", "close");
      send(response, problem(HttpServletResponse.SC_METHOD_NOT_ALLOWED));
    } else if (fault.isPresent()) {
      send(response, Problem.of(400, "Bad Request", fault.get()));
    } else if (type == null || MEDIA_TYPE.matcher(type).matches()) {
      chain.doFilter(request, new WithoutPages(response));
    } else {
      send(response, problem(HttpServletResponse.SC_UNSUPPORTED_MEDIA_TYPE));
    }
  }

  /** Answers with a problem. */
  static void send(HttpServletResponse response, Problem problem) throws IOException {
    var json = problem.json();
    response.setStatus(problem.status());
    response.setContentType(Problem.MEDIA_TYPE);
    response.setContentLength(json.length);
    response.getOutputStream().write(json);
  }

  /** Answers with the problem that a failure is. */
  static void send(HttpServletResponse response, RuntimeException failure) throws IOException {
    var problem = Problems.logged(failure);
    Problems.retryAfter(problem)
        .ifPresent(seconds -> response.setHeader("Retry-After", Integer.toString(seconds)));
    send(response, problem);
  }

  private static Problem problem(int status) {
    return Problems.ofStatus(status);
  }

  private static final class WithoutPages extends HttpServletResponseWrapper {
    WithoutPages(HttpServletResponse response) {
      super(response);
    }

    @Override
    public void sendError(int status) throws IOException {
      resetBuffer();
      send((HttpServletResponse) getResponse(), problem(status));
    }

    @Override
    public void sendError(int status, String message) throws IOException {
      sendError(status);
    }
  }
}
