package evalx.config;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.ConfigProvider;

/** Gives the settings, read once through MicroProfile Config, to every bean of the application. */
@ApplicationScoped
class SettingsProducer {
  @Produces
  @Singleton
  Settings settings() {
    var config = ConfigProvider.getConfig();
    return Settings.of(name -> config.getOptionalValue(name, String.class).orElse(null));
  }
}
