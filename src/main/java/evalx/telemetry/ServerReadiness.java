package evalx.telemetry;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Makes a server that answers {@code /health} itself tell whether EvalX is ready, and no more: what
 * the server answers needs no API token. Where there is no MicroProfile Health, this is left out.
 */
@Readiness
@ApplicationScoped
class ServerReadiness implements HealthCheck {
  private HealthReport report;

  @SuppressWarnings("NullAway.Init")
  ServerReadiness() {}

  @Inject
  ServerReadiness(HealthReport report) {
    this.report = report;
  }

  @Override
  public HealthCheckResponse call() {
    var isReady = report.look(Optional.of(Probe.READY)).isUp();
    return HealthCheckResponse.named("evalx").status(isReady).build();
  }
}
