package evalx.config;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.ConfigProvider;

/** Gives the settings, read once through MicroProfile Config, to every bean of the application. */
@ApplicationScoped
class SettingsProducer {
  /** Ends the start where the settings cannot be used, or need more memory than there is. */
  @Produces
  @Singleton
  Settings settings() {
    var config = ConfigProvider.getConfig();
    var settings = Settings.of(name -> config.getOptionalValue(name, String.class).orElse(null));
    memoryPlan(settings).check(settings);
    return settings;
  }

  @Produces
  @Singleton
  MemoryPlan memoryPlan(Settings settings) {
    return MemoryPlan.of(settings, MemoryPlan.heapOfProcess());
  }
}
