package evalx.config;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Gives the settings, read once, to every bean of the application. */
@ApplicationScoped
class SettingsProducer {
  /** Ends the start where the settings cannot be used, or need more memory than there is. */
  @Produces
  @Singleton
  Settings settings() {
    var settings = Settings.ofServer();
    memoryPlan(settings).check(settings);
    return settings;
  }

  @Produces
  @Singleton
  MemoryPlan memoryPlan(Settings settings) {
    return MemoryPlan.of(settings, MemoryPlan.heapOfProcess());
  }
}
