package evalx.telemetry;

import evalx.config.Settings;
import evalx.language.Languages;
import evalx.node.Capabilities;
import evalx.node.Workers;
import evalx.redis.RedisAway;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Ready once all languages were tried and some work here; says which, and why others do not. */
@Singleton
final class LanguagesReady implements HealthCheck {
  private final Settings settings;
  private final Languages languages;
  private final Capabilities capabilities;
  private final Workers workers;

  @Inject
  LanguagesReady(
      Settings settings, Languages languages, Capabilities capabilities, Workers workers) {
    this.settings = settings;
    this.languages = languages;
    this.capabilities = capabilities;
    this.workers = workers;
  }

  @Override
  public Set<Probe> probes() {
    return Set.of(Probe.READY, Probe.STARTED);
  }

  @Override
  public Health look() {
    var versions = capabilities.versions();
    var data = new TreeMap<>(versions);
    capabilities
        .failures()
        .forEach((language, reason) -> data.put(language, "does not work: " + reason));
    var reason =
        settings.role().works() ? reasonAgainst(versions.keySet()) : Optional.<String>empty();
    return reason.isEmpty()
        ? Health.up("languages", data)
        : Health.down(
            "languages", data, reason.get(), "wait, or see the log for what the self-tests need");
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
