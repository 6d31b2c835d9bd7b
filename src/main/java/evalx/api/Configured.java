package evalx.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import evalx.config.Settings;
import evalx.config.ShownSettings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;

/** The settings of this node, for operators. */
@Singleton
class Configured {
  private final ShownSettings shown;
  private final Settings settings;

  @Inject
  Configured(ShownSettings shown, Settings settings) {
    this.shown = shown;
    this.settings = settings;
  }

  /** A setting as it is written. */
  record Setting(
      String name,
      String value,
      @JsonProperty("default") String standard,
      boolean changed,
      boolean secret) {}

  /** All of them. */
  record View(String node, List<Setting> settings) {}

  View view() {
    return new View(
        settings.node().worker(),
        shown.all(settings).stream()
            .map(s -> new Setting(s.name(), s.value(), s.standard(), s.changed(), s.secret()))
            .toList());
  }
}
