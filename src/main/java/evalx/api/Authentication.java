package evalx.api;

import evalx.config.Settings;
import evalx.format.Problem;
import evalx.intake.NotAllowed;
import evalx.push.Tickets;
import evalx.redis.RedisAway;
import evalx.submission.Caller;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.io.IOException;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the caller of every request, whatever is asked for, and refuses what the caller may not
 * have. Without API tokens that is everybody on this machine.
 */
public final class Authentication extends HttpFilter {
  private static final String CALLER = Caller.class.getName();
  private static final String ADMINISTRATOR = Authentication.class.getName() + ".administrator";

  /** Without a token these tell the status alone, and with one that is no administrator's. */
  private static final Set<String> PROBES =
      Set.of("/health/live", "/health/ready", "/health/started");

  private static final Problem NOT_SERVED =
      Problem.of(
          503, "Not served here", "This node only runs jobs; send the request to an API node.");
  private static final Problem NO_TOKEN =
      Problem.of(
          401,
          "No API token",
          "Send an API token in the header Authorization: Bearer, or X-Auth-Token.");
  private static final Problem UNKNOWN_TOKEN =
      Problem.of(401, "Unknown API token", "The server does not know this API token.");

  private Settings settings;
  private Tickets tickets;
  private OutsideRequests outside;
  private ApiTokens tokens;
  private ClientAddress addresses;
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
    return caller(request.getAttribute(CALLER));
  }

  /** The same, asked by a filter of JAX-RS: its properties are the attributes of the request. */
  static Caller caller(ContainerRequestContext request) {
    return caller(request.getProperty(CALLER));
  }

  private static Caller caller(@Nullable Object found) {
    if (found instanceof Caller caller) {
      return caller;
    }
    throw new IllegalStateException("no caller was found for a request");
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

  /** The administrator who is behind a request, as its caller or by a second token of Judge0's. */
  static Optional<Caller> administrator(HttpServletRequest request) {
    var caller = Optional.of(caller(request)).filter(found -> found.may(Caller.Scope.ADMIN));
    return caller.or(() -> Optional.ofNullable((Caller) request.getAttribute(ADMINISTRATOR)));
  }

  @Override
  public void init(FilterConfig config) {
    outside = new OutsideRequests(settings.http().exposure());
    tokens = new ApiTokens(settings.access());
    addresses = new ClientAddress(settings.access().trustedProxies());
    files = WebFiles.of(config.getServletContext());
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    var path = WebFiles.path(request);
    if (!settings.node().role().serves() && !Monitoring.isMonitoring(path)) {
      ServerProblems.send(response, NOT_SERVED);
      return;
    }
    var refusal = outside.refusal(request);
    if (refusal.isPresent()) {
      answerOutside(request, response, chain, refusal.get());
      return;
    }
    try {
      var caller = find(request, path);
      if (caller.isPresent()) {
        request.setAttribute(CALLER, caller.get());
        secondToken(request, path)
            .flatMap(token -> tokens.administrator(token, caller.get().address()))
            .ifPresent(found -> request.setAttribute(ADMINISTRATOR, found));
      }
      if (isClosedHealth(path)
          && Monitoring.tells(request)
          && caller.filter(found -> !found.seesAll()).isPresent()) {
        StatusOnly.answer(response, silent -> chain.doFilter(request, silent));
      } else if (caller.isPresent() || isOpen(path)) {
        chain.doFilter(request, response);
      } else if (PROBES.contains(path)) {
        if (Monitoring.tells(request)) {
          StatusOnly.answer(response, silent -> chain.doFilter(request, silent));
        } else {
          chain.doFilter(request, response);
        }
      } else {
        refuse(response, "Bearer", NO_TOKEN);
      }
    } catch (ApiTokens.UnknownToken e) {
      refuse(response, "Bearer error=\"invalid_token\"", UNKNOWN_TOKEN);
    } catch (RedisAway e) {
      ServerProblems.send(response, e);
    }
  }

  private static boolean isHealth(String path) {
    return path.equals("/health") || PROBES.contains(path);
  }

  /** What health checks say is for operators, unless a setting opens it. */
  private boolean isClosedHealth(String path) {
    return isHealth(path) && !settings.http().exposure().openHealth();
  }

  private Optional<Caller> find(HttpServletRequest request, String path) {
    var forwardedFor = Collections.list(request.getHeaders("X-Forwarded-For"));
    var address = addresses.of(request.getRemoteAddr(), forwardedFor);
    var caller = tokens.caller(request.getHeader("Authorization"), alone(request, path), address);
    return caller.isPresent()
        ? caller.map(found -> found.within(CountRequests.trace(request)))
        : ofTicket(request, path, address);
  }

  /** Clients of Jobe send a key in a header of theirs, also to servers that need none. */
  private @Nullable String alone(HttpServletRequest request, String path) {
    var alone = request.getHeader("X-Auth-Token");
    return alone == null && tokens.areNeeded() && path.startsWith("/jobe/")
        ? request.getHeader("X-API-KEY")
        : alone;
  }

  /** Clients of Judge0 send one for what only an administrator may do; it lets nobody in. */
  private static Optional<String> secondToken(HttpServletRequest request, String path) {
    return Optional.ofNullable(request.getHeader("X-Auth-User"))
        .filter(token -> path.startsWith("/judge0/"));
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

  /** Pages and probes are for everybody. */
  private void answerOutside(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain, Problem refusal)
      throws IOException, ServletException {
    var path = WebFiles.path(request);
    if (isOpen(path)) {
      chain.doFilter(request, response);
    } else if (PROBES.contains(path)) {
      StatusOnly.answer(response, silent -> chain.doFilter(request, silent));
    } else {
      ServerProblems.send(response, refusal);
    }
  }

  /** Pages hold no data of their own; a script of theirs sends the token that a person enters. */
  private boolean isOpen(String path) {
    var exposure = settings.http().exposure();
    return files.contains(path)
        || (exposure.openHealth() && isHealth(path))
        || (exposure.openMetrics() && Monitoring.isAtOrBelow("/metrics", path));
  }

  /** The challenge is what RFC 6750 asks for. */
  private static void refuse(HttpServletResponse response, String challenge, Problem problem)
      throws IOException {
    response.setHeader("WWW-Authenticate", challenge);
    ServerProblems.send(response, problem);
  }
}
