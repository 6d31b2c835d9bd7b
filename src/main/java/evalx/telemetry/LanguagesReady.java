package evalx.telemetry;

import evalx.config.Settings;
import evalx.language.Languages;
import evalx.node.Capabilities;
import evalx.node.Workers;
import evalx.redis.RedisAway;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
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

  @SuppressWarnings("NullAway.Init")
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
    var reason =
        settings.role().works() ? reasonAgainst(versions.keySet()) : Optional.<String>empty();
    if (reason.isEmpty()) {
      return response.up().build();
    }
    return response
        .withData("reason", reason.get())
        .withData("remedy", "wait, or see the log for what the self-tests need")
        .down()
        .build();
  }

  private Optional<String> reasonAgainst(Set<String> working) {
    if (working.size() + capabilities.failures().size() != languages.all().size()) {
      return Optional.of("the self-tests have not ended yet");
    }
    if (working.isEmpty()) {
      return Optional.of("no language works here");
    }
    return isOffered(working)
        ? Optional.empty()
        : Optional.of("this worker has not reported its languages to Redis yet");
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
