package evalx.telemetry;

import evalx.config.Settings;
import evalx.execution.Capabilities;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/** Ready once some language has proved to work here; says which, and why the others do not. */
@Startup
@Readiness
@ApplicationScoped
class LanguagesReady implements HealthCheck {
  private Settings settings;
  private Capabilities capabilities;

  LanguagesReady() {}

  @Inject
  LanguagesReady(Settings settings, Capabilities capabilities) {
    this.settings = settings;
    this.capabilities = capabilities;
  }

  @Override
  public HealthCheckResponse call() {
    var response = HealthCheckResponse.named("languages");
    capabilities.versions().forEach(response::withData);
    capabilities
        .failures()
        .forEach((language, reason) -> response.withData(language, "does not work: " + reason));
    return response.status(!settings.role().works() || !capabilities.working().isEmpty()).build();
  }
}
