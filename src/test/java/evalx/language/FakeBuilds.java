package evalx.language;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Languages that work because a test says so. */
public final class FakeBuilds implements LanguageBuilds {
  public final List<String> doubted = Collections.synchronizedList(new ArrayList<>());
  public final List<String> seenToFail = Collections.synchronizedList(new ArrayList<>());
  private final Map<String, String> versions = new ConcurrentHashMap<>();
  private final Map<String, String> builds = new ConcurrentHashMap<>();

  public void works(String language, String version, String build) {
    versions.put(language, version);
    builds.put(language, build);
  }

  public void fails(String language) {
    versions.remove(language);
    builds.remove(language);
  }

  @Override
  public Language choose(Language language, Optional<String> wanted) {
    return language.with(language.tool());
  }

  @Override
  public Optional<String> version(Language language) {
    return Optional.ofNullable(versions.get(language.id()));
  }

  @Override
  public Optional<String> build(Language language) {
    return Optional.ofNullable(builds.get(language.id()));
  }

  @Override
  public void doubt(String language) {
    doubted.add(language);
  }

  @Override
  public void sawFail(String language) {
    seenToFail.add(language);
  }
}
