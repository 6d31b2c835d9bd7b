package evalx.telemetry;

import evalx.config.Settings;
import evalx.language.Language;
import evalx.language.Languages;
import evalx.node.Capabilities;
import evalx.node.Workers;
import evalx.redis.RedisAway;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Ready once the languages of the core were tried and some work here; says which work, and why
 * others do not, unless they are outside the core and not installed.
 */
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
  public String name() {
    return "languages";
  }

  @Override
  public Health look() {
    var versions = capabilities.versions();
    var data = new TreeMap<String, String>();
    versions.forEach((language, all) -> data.put(language, String.join(" ", all)));
    capabilities
        .failures()
        .forEach(
            (language, reason) -> {
              if (!reason.equals(Capabilities.NOT_INSTALLED) || isCore(language)) {
                data.put(language, "does not work: " + reason);
              }
            });
    var reason =
        settings.node().role().works()
            ? reasonAgainst(versions.keySet())
            : Optional.<String>empty();
    return reason.isEmpty()
        ? Health.up(data)
        : Health.down(data, reason.get(), "wait, or see the log for what the self-tests need");
  }

  private boolean isCore(String language) {
    return languages.find(language).filter(found -> found.setup().core()).isPresent();
  }

  /** The core, or where this node offers nothing of it, all that it offers: others may follow. */
  private List<String> awaited() {
    var offered = languages.offered();
    var core = offered.stream().filter(language -> language.setup().core()).toList();
    return (core.isEmpty() ? offered : core).stream().map(Language::id).toList();
  }

  private boolean isTried(Set<String> working) {
    return awaited().stream()
        .allMatch(id -> working.contains(id) || capabilities.failures().containsKey(id));
  }

  private Optional<String> reasonAgainst(Set<String> working) {
    if (!isTried(working)) {
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
   * Whether clients see the languages that are awaited: a node reports what it has proved a little
   * later, and goes on proving others meanwhile.
   */
  private boolean isOffered(Set<String> proved) {
    try {
      var offer = workers.offer();
      return awaited().stream().filter(proved::contains).allMatch(offer::works);
    } catch (RedisAway e) {
      return false;
    }
  }
}
