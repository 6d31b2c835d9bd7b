package evalx.node;

import evalx.language.LanguageBuilds;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Which languages have proved to work on this node, in which version, and why others have not. */
@Singleton
public class Capabilities implements LanguageBuilds {
  private final Optional<Capabilities> whole;
  private final Map<String, Working> working = new ConcurrentHashMap<>();
  private final Map<String, String> failures = new ConcurrentHashMap<>();
  private final Set<String> doubted = ConcurrentHashMap.newKeySet();

  private record Working(String version, String build) {}

  public Capabilities() {
    this.whole = Optional.empty();
  }

  /**
   * The capabilities of one driver, or of the whole node, where a language works if it works with
   * any driver.
   */
  Capabilities(Capabilities node) {
    this.whole = Optional.of(node);
  }

  /**
   * Notes that a language works.
   *
   * @param build see {@link LanguageBuilds#build}
   */
  void works(String language, String version, String build) {
    working.put(language, new Working(version, build));
    failures.remove(language);
    whole
        .filter(node -> node.version(language).isEmpty())
        .ifPresent(node -> node.works(language, version, build));
  }

  /**
   * Notes that a language does not work.
   *
   * @param reason that clients may read
   */
  void fails(String language, String reason) {
    failures.put(language, reason);
    working.remove(language);
    whole
        .filter(node -> node.version(language).isEmpty())
        .ifPresent(node -> node.fails(language, reason));
  }

  /** Makes that the node's which works with one of these drivers; the first names its version. */
  void follow(List<Capabilities> drivers) {
    var works = new HashMap<String, Working>();
    var fails = new HashMap<String, String>();
    for (var driver : drivers) {
      driver.working.forEach(works::putIfAbsent);
      driver.failures.forEach(fails::putIfAbsent);
    }
    fails.keySet().removeAll(works.keySet());
    replace(working, works);
    replace(failures, fails);
  }

  private static <T> void replace(Map<String, T> all, Map<String, T> now) {
    all.putAll(now);
    all.keySet().retainAll(now.keySet());
  }

  /** The ids of the languages this node can take jobs of. */
  public Set<String> working() {
    return Set.copyOf(working.keySet());
  }

  /** The exact version of each language that works. */
  public Map<String, String> versions() {
    return working.entrySet().stream()
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, e -> e.getValue().version()));
  }

  /** Why each language that does not work does not; clients may read it. */
  public Map<String, String> failures() {
    return Map.copyOf(failures);
  }

  @Override
  public Optional<String> build(String language) {
    return Optional.ofNullable(working.get(language)).map(Working::build);
  }

  @Override
  public Optional<String> version(String language) {
    return Optional.ofNullable(working.get(language)).map(Working::version);
  }

  @Override
  public void doubt(String language) {
    doubted.add(language);
  }

  boolean isDoubted(String language) {
    return doubted.contains(language);
  }

  /** Before a language is proved, so that a doubt that comes meanwhile is not lost. */
  void forgetDoubt(String language) {
    doubted.remove(language);
  }
}
