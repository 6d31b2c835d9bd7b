package evalx.execution;

import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The exact version of each language that works on this node. */
@Singleton
class Versions {
  private final Map<String, String> byLanguage = new ConcurrentHashMap<>();

  void put(String language, String version) {
    byLanguage.put(language, version);
  }

  Optional<String> of(String language) {
    return Optional.ofNullable(byLanguage.get(language));
  }
}
