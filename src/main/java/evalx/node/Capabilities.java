package evalx.node;

import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Which languages have proved to work on this node, in which version, and why others have not. */
@Singleton
public class Capabilities {
  private final Optional<Capabilities> whole;
  private final Map<String, String> versions = new ConcurrentHashMap<>();
  private final Map<String, String> builds = new ConcurrentHashMap<>();
  private final Map<String, String> failures = new ConcurrentHashMap<>();

  public Capabilities() {
    this.whole = Optional.empty();
  }

  /** Of one driver, which are the whole node's too; what works with any driver works. */
  Capabilities(Capabilities node) {
    this.whole = Optional.of(node);
  }

  /**
   * Notes that a language works.
   *
   * @param build all that its version command says, which tells builds of one version apart
   */
  public void works(String language, String version, String build) {
    builds.put(language, build);
    versions.put(language, version);
    failures.remove(language);
    whole
        .filter(node -> node.version(language).isEmpty())
        .ifPresent(node -> node.works(language, version, build));
  }

  public void fails(String language, String reason) {
    failures.put(language, reason);
    versions.remove(language);
    whole
        .filter(node -> node.version(language).isEmpty())
        .ifPresent(node -> node.fails(language, reason));
  }

  /** Makes that the node's which works with one of these drivers; the first names its version. */
  void follow(List<Capabilities> drivers) {
    var works = new HashMap<String, String>();
    var fails = new HashMap<String, String>();
    for (var driver : drivers) {
      driver.versions.forEach(works::putIfAbsent);
      driver.failures.forEach(fails::putIfAbsent);
    }
    fails.keySet().removeAll(works.keySet());
    replace(versions, works);
    replace(failures, fails);
  }

  private static void replace(Map<String, String> all, Map<String, String> now) {
    all.putAll(now);
    all.keySet().retainAll(now.keySet());
  }

  /** The ids of the languages this node can take jobs of. */
  public Set<String> working() {
    return Set.copyOf(versions.keySet());
  }

  /** The exact version of each language that works. */
  public Map<String, String> versions() {
    return Map.copyOf(versions);
  }

  /** Why each language that does not work does not. */
  public Map<String, String> failures() {
    return Map.copyOf(failures);
  }

  /** What the version command of a language that works says; empty for one that does not. */
  public Optional<String> build(String language) {
    return version(language).map(version -> builds.get(language));
  }

  public Optional<String> version(String language) {
    return Optional.ofNullable(versions.get(language));
  }
}
