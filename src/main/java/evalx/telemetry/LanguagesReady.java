package evalx.telemetry;

import evalx.config.Settings;
import evalx.language.Languages;
import evalx.node.Capabilities;
import evalx.node.Workers;
import evalx.redis.RedisAway;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Set;
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
  private Workers workers;

  LanguagesReady() {}

  @Inject
  LanguagesReady(
      Settings settings, Languages languages, Capabilities capabilities, Workers workers) {
    this.settings = settings;
    this.languages = languages;
    this.capabilities = capabilities;
    this.workers = workers;
  }

  @Override
  public HealthCheckResponse call() {
    var response = HealthCheckResponse.named("languages");
    var versions = capabilities.versions();
    var failures = capabilities.failures();
    versions.forEach(response::withData);
    failures.forEach((language, reason) -> response.withData(language, "does not work: " + reason));
    var allTried = versions.size() + failures.size() == languages.all().size();
    var works = allTried && !versions.isEmpty() && isOffered(versions.keySet());
    return response.status(!settings.role().works() || works).build();
  }

  /**
   * Whether clients see these languages already: a node reports what it has proved a little later.
   */
  private boolean isOffered(Set<String> proved) {
    try {
      var offer = workers.offer();
      return proved.stream().allMatch(offer::works);
    } catch (RedisAway e) {
      return false;
    }
  }
}
