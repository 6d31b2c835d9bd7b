package evalx.api;

import evalx.config.HttpSettings.Exposure;
import evalx.format.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Refuses what comes from outside this machine to a node that is open to everybody on it alone. A
 * server that EvalX was deployed to by hand may listen to the network whatever HOST says, so what
 * counts is the address at which a request has come in. What comes from a browser on this machine
 * may be a page of elsewhere, whose owner has let its name lead here; the header Host tells.
 */
final class OutsideRequests {
  private static final Problem CLOSED =
      Problem.of(
          403,
          "Closed to the network",
          "Without API_TOKENS this server takes requests of its own machine alone;"
              + " ALLOW_ANONYMOUS=true opens it to everybody.");
  private static final Problem FOREIGN_HOST =
      Problem.of(
          403,
          "Host not allowed",
          "Without API_TOKENS this server answers only to localhost in the header Host;"
              + " ALLOW_ANONYMOUS=true opens it to everybody.");

  private static final Logger LOG = System.getLogger(OutsideRequests.class.getName());

  private final Exposure exposure;
  private final AtomicBoolean warned = new AtomicBoolean();

  OutsideRequests(Exposure exposure) {
    this.exposure = exposure;
  }

  /** Why a request is refused, or nothing when it comes from where it may. */
  Optional<Problem> refusal(HttpServletRequest request) {
    if (!exposure.allows(request.getLocalAddr())) {
      warn(request.getLocalAddr());
      return Optional.of(CLOSED);
    }
    return exposure.answersTo(request.getServerName())
        ? Optional.empty()
        : Optional.of(FOREIGN_HOST);
  }

  private void warn(String address) {
    if (warned.compareAndSet(false, true)) {
      LOG.log(
          Level.WARNING,
          "Refusing requests that come in at {0}, which the network reaches: set API_TOKENS, or"
              + " ALLOW_ANONYMOUS=true",
          address);
    }
  }
}
