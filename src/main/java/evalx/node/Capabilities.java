package evalx.node;

import evalx.language.Language;
import evalx.language.LanguageBuilds;
import evalx.language.Versions;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Which languages have proved to work on this node, in which versions, and why others have not. */
@Singleton
public class Capabilities implements LanguageBuilds {
  /** Why a language does not work whose tools are not there. */
  public static final String NOT_INSTALLED = "is not installed";

  private static final Comparator<Working> NEWEST_FIRST =
      Comparator.comparing(Working::version, Versions.OLDEST_FIRST.reversed());

  private final Optional<Capabilities> whole;
  private final Map<String, List<Working>> working = new ConcurrentHashMap<>();
  private final Map<String, String> failures = new ConcurrentHashMap<>();
  private final Set<String> doubted = ConcurrentHashMap.newKeySet();
  private final Set<String> seenToFail = ConcurrentHashMap.newKeySet();

  /**
   * A version that works.
   *
   * @param language with its compiler or interpreter
   * @param version as it says itself
   * @param build see {@link LanguageBuilds#build}
   * @param packages libraries that programs may use, each with its version
   */
  record Working(Language language, String version, String build, List<String> packages) {
    Working {
      packages = List.copyOf(packages);
    }
  }

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
   * @param versions at least one
   */
  void works(String language, List<Working> versions) {
    working.put(language, versions.stream().sorted(NEWEST_FIRST).toList());
    failures.remove(language);
    whole
        .filter(node -> node.version(language).isEmpty())
        .ifPresent(node -> node.works(language, versions));
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

  /** Makes that the node's which works with one of these drivers; the first names its versions. */
  void follow(List<Capabilities> drivers) {
    var works = new HashMap<String, List<Working>>();
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

  /** The exact versions of each language that works, the newest first. */
  public Map<String, List<String>> versions() {
    return working.entrySet().stream()
        .collect(
            Collectors.toUnmodifiableMap(
                Map.Entry::getKey,
                e -> e.getValue().stream().map(Working::version).distinct().toList()));
  }

  /** What the newest version of each language has of libraries, as far as its entry asks. */
  Map<String, List<String>> packages() {
    var packages = new HashMap<String, List<String>>();
    working.forEach((language, versions) -> packages.put(language, versions.get(0).packages()));
    packages.values().removeIf(List::isEmpty);
    return packages;
  }

  /** Why each language that does not work does not; clients may read it. */
  public Map<String, String> failures() {
    return Map.copyOf(failures);
  }

  /** The newest version of a language that works. */
  Optional<String> version(String language) {
    return versionsOf(language).stream().map(Working::version).findFirst();
  }

  private List<Working> versionsOf(String language) {
    return working.getOrDefault(language, List.of());
  }

  /** A version that has the tool of this language. */
  Optional<Working> find(Language language) {
    return versionsOf(language.id()).stream()
        .filter(known -> known.language().tool().equals(language.tool()))
        .findFirst();
  }

  @Override
  public Language choose(Language language, Optional<String> wanted) {
    return versionsOf(language.id()).stream()
        .filter(known -> wanted.isEmpty() || Versions.matches(known.version(), wanted.get()))
        .map(Working::language)
        .findFirst()
        .orElseGet(() -> language.with(language.tool()));
  }

  @Override
  public Optional<String> build(Language language) {
    return find(language).map(Working::build);
  }

  @Override
  public Optional<String> version(Language language) {
    return find(language).map(Working::version);
  }

  @Override
  public void doubt(String language) {
    doubted.add(language);
  }

  @Override
  public void sawFail(String language) {
    seenToFail.add(language);
    doubted.add(language);
  }

  boolean wasSeenToFail(String language) {
    return seenToFail.contains(language);
  }

  boolean isDoubted(String language) {
    return doubted.contains(language);
  }

  /** Before a language is proved, so that a doubt that comes meanwhile is not lost. */
  void forgetDoubt(String language) {
    seenToFail.remove(language);
    doubted.remove(language);
  }
}
