package evalx.config;

import java.util.function.UnaryOperator;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/**
 * Looks up what is set for this server: by MicroProfile Config, which also knows what a server has
 * of its own, such as the variables of Open Liberty's server.xml; else in the system properties and
 * the environment.
 */
final class ServerConfig implements UnaryOperator<String> {
  private final @Nullable Config config;

  ServerConfig() {
    config = find();
  }

  private static @Nullable Config find() {
    try {
      return ConfigProvider.getConfig();
    } catch (IllegalStateException | LinkageError e) {
      // The server has none, or shows it to applications alone.
      return null;
    }
  }

  @Override
  public @Nullable String apply(String name) {
    if (config != null) {
      return config.getOptionalValue(name, String.class).orElse(null);
    }
    var property = System.getProperty(name);
    return property != null ? property : System.getenv(name);
  }
}
