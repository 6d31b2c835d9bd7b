package evalx.dialect.piston;

import evalx.api.Door;
import evalx.config.Dialect;
import evalx.config.Settings;
import evalx.dialect.Answer;
import evalx.dialect.DialectThreads;
import evalx.format.Problem;
import evalx.intake.AcceptLiveRun;
import evalx.submission.Caller;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;

/**
 * Asks who wants a WebSocket before the server accepts it. It counts as a request that submits,
 * because it can run one program.
 */
public class ConnectFilter extends HttpFilter {
  private static final long serialVersionUID = 1;
  private static final String NAME = Dialect.PISTON.name().toLowerCase(Locale.ROOT);
  private static final int SWITCHING = 101;
  private static final Problem FOREIGN =
      Problem.of(403, "Origin not allowed", "CORS_ORIGINS does not name the origin of this page.");
  private static final Problem NO_SOCKET =
      Problem.of(404, "Not Found", "This path takes WebSockets only.");

  private transient Settings settings;
  private transient Door door;
  private transient Runtimes runtimes;
  private transient AcceptLiveRun accept;
  private transient DialectThreads threads;

  /** For the server. */
  @SuppressWarnings("NullAway.Init")
  public ConnectFilter() {}

  @Inject
  final void use(
      Settings given,
      Door theDoor,
      Runtimes offered,
      AcceptLiveRun acceptLive,
      DialectThreads pool) {
    settings = given;
    door = theDoor;
    runtimes = offered;
    accept = acceptLive;
    threads = pool;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!settings.http().dialects().served().contains(Dialect.PISTON)) {
      chain.doFilter(request, response);
      return;
    }
    Problem refused;
    if (!"websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
      refused = NO_SOCKET;
    } else if (!door.allowsOrigin(request)) {
      refused = FOREIGN;
    } else {
      try {
        var caller = door.caller(request, Caller.Scope.SUBMIT);
        door.count(request, response);
        door.answered(NAME, SWITCHING);
        var found = new Connecting(caller, runtimes, accept, threads, Door.cut(request));
        chain.doFilter(Door.handshake(request, found), response);
        return;
      } catch (RuntimeException e) {
        refused = Door.problem(e);
      }
    }
    door.answered(NAME, refused.status());
    response.setStatus(refused.status());
    response.setContentType("application/json");
    response
        .getOutputStream()
        .write(Answer.json(refused.status(), "message", refused.detail()).body());
  }
}
