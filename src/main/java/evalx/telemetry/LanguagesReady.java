package evalx.telemetry;

import evalx.config.Settings;
import evalx.execution.Capabilities;
import evalx.language.Languages;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/** Ready once all languages were tried and some work here; says which, and why others do not. */
@Startup
@Readiness
@ApplicationScoped
class LanguagesReady implements HealthCheck {
  private Settings settings;
  private Languages languages;
  private Capabilities capabilities;

  LanguagesReady() {}

  @Inject
  LanguagesReady(Settings settings, Languages languages, Capabilities capabilities) {
    this.settings = settings;
    this.languages = languages;
    this.capabilities = capabilities;
  }

  @Override
  public HealthCheckResponse call() {
    var response = HealthCheckResponse.named("languages");
    var versions = capabilities.versions();
    var failures = capabilities.failures();
    versions.forEach(response::withData);
    failures.forEach((language, reason) -> response.withData(language, "does not work: " + reason));
    var allTried = versions.size() + failures.size() == languages.all().size();
    return response.status(!settings.role().works() || allTried && !versions.isEmpty()).build();
  }
}
