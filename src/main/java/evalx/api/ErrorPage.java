package evalx.api;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Answers with a problem what the server refuses before any filter, such as a path in WEB-INF. */
public final class ErrorPage extends HttpServlet {
  private static final long serialVersionUID = 1;

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    var status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
    // Asked for by a client, it is not there.
    ServerProblems.send(
        response,
        Problems.ofStatus(
            status instanceof Integer code ? code : HttpServletResponse.SC_NOT_FOUND));
  }
}
