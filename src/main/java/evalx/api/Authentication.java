package evalx.api;

import evalx.config.Settings;
import evalx.format.Problem;
import evalx.intake.NotAllowed;
import evalx.push.Tickets;
import evalx.redis.RedisAway;
import evalx.submission.Caller;
import jakarta.inject.Inject;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the caller of every request, whatever is asked for, and refuses what the caller may not
 * have. It also covers health, metrics and the OpenAPI document where the server answers them
 * within this web application: Payara does when EvalX is at the root, Open Liberty does not.
 */
public final class Authentication implements Filter {
  private static final String CALLER = Caller.class.getName();

  /** Without a token these tell the status alone. */
  private static final Set<String> PROBES =
      Set.of("/health/live", "/health/ready", "/health/started");

  private static final Problem NOT_SERVED =
      Problem.of(
          503, "Not served here", "This node only runs jobs; send the request to an API node.");
  private static final Problem NO_TOKEN =
      Problem.of(401, "No API token", "Send an API token in the header Authorization: Bearer.");
  private static final Problem UNKNOWN_TOKEN =
      Problem.of(401, "Unknown API token", "The server does not know this API token.");

  private Settings settings;
  private Tickets tickets;
  private ApiTokens tokens;
  private WebFiles files;

  /** For the server. */
  @SuppressWarnings("NullAway.Init")
  public Authentication() {}

  @SuppressWarnings("NullAway.Init")
  Authentication(Settings settings, Tickets tickets) {
    use(settings, tickets);
  }

  @Inject
  final void use(Settings given, Tickets givenTickets) {
    settings = given;
    tickets = givenTickets;
  }

  /**
   * The caller of a request to something that needs one.
   *
   * @throws IllegalStateException when this filter has not seen the request
   */
  static Caller caller(HttpServletRequest request) {
    if (request.getAttribute(CALLER) instanceof Caller caller) {
      return caller;
    }
    throw new IllegalStateException("no caller was found for " + request.getRequestURI());
  }

  /**
   * The caller of a request, who may do something.
   *
   * @throws NotAllowed when the caller may not
   */
  static Caller caller(HttpServletRequest request, Caller.Scope scope) {
    var caller = caller(request);
    if (!caller.may(scope)) {
      throw new NotAllowed(scope);
    }
    return caller;
  }

  @Override
  public void init(FilterConfig config) {
    tokens = new ApiTokens(settings.http().apiTokens());
    files = WebFiles.of(config.getServletContext());
  }

  @Override
  public void doFilter(ServletRequest in, ServletResponse out, FilterChain chain)
      throws IOException, ServletException {
    var request = (HttpServletRequest) in;
    var response = (HttpServletResponse) out;
    var path = WebFiles.path(request);
    if (!settings.role().serves() && !isMonitoring(path)) {
      ServerProblems.send(response, NOT_SERVED);
      return;
    }
    try {
      var caller = caller(request, path);
      if (caller.isPresent()) {
        request.setAttribute(CALLER, caller.get());
      }
      if (caller.isPresent() || isOpen(path)) {
        chain.doFilter(request, response);
      } else if (PROBES.contains(path)) {
        StatusOnly.answer(response, silent -> chain.doFilter(request, silent));
      } else {
        refuse(response, "Bearer", NO_TOKEN);
      }
    } catch (ApiTokens.UnknownToken e) {
      refuse(response, "Bearer error=\"invalid_token\"", UNKNOWN_TOKEN);
    } catch (RedisAway e) {
      ServerProblems.send(response, e);
    }
  }

  private Optional<Caller> caller(HttpServletRequest request, String path) {
    var address = request.getRemoteAddr();
    var caller = tokens.caller(request.getHeader("Authorization"), address);
    return caller.isPresent() ? caller : ofTicket(request, path, address);
  }

  /** For the events of one submission a ticket does, which a browser can send. */
  private Optional<Caller> ofTicket(HttpServletRequest request, String path, String address) {
    var id = EventPath.submission(path);
    if (id.isEmpty() || !request.getMethod().equals("GET")) {
      return Optional.empty();
    }
    return Optional.ofNullable(request.getParameter(EventRequest.TICKET))
        .flatMap(ticket -> tickets.redeem(ticket, id.get(), address));
  }

  private static boolean isMonitoring(String path) {
    return isAtOrBelow("/health", path) || isAtOrBelow("/metrics", path);
  }

  /** Pages hold no data of their own; a script of theirs sends the token that a person enters. */
  private boolean isOpen(String path) {
    return files.find(path).isPresent()
        || (settings.http().openMetrics() && isAtOrBelow("/metrics", path));
  }

  private static boolean isAtOrBelow(String folder, String path) {
    return path.equals(folder) || path.startsWith(folder + "/");
  }

  /** The challenge is what RFC 6750 asks for. */
  private static void refuse(HttpServletResponse response, String challenge, Problem problem)
      throws IOException {
    response.setHeader("WWW-Authenticate", challenge);
    ServerProblems.send(response, problem);
  }
}
