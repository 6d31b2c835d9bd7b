package evalx.node;

import evalx.language.Languages;
import java.util.List;

/** What a node can do whose self-tests of some languages have ended. */
public final class ProvedLanguages {
  private ProvedLanguages() {}

  /** Those languages work. */
  public static Capabilities of(List<String> ids) {
    var capabilities = new Capabilities();
    for (String id : ids) {
      var language = new Languages().find(id).orElseThrow();
      capabilities.works(
          id, List.of(new Capabilities.Working(language, "1.0", "build", List.of())));
    }
    return capabilities;
  }
}
