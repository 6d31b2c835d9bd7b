package evalx.config;

import java.net.URI;
import java.util.Optional;

/**
 * Whether compiled programs, and the outcomes of runs, are kept to be used again.
 *
 * @param redis where nodes share them; empty: they do not
 */
public record CacheSettings(boolean programs, boolean runs, Optional<URI> redis) {
  static CacheSettings read(SettingsReader reader) {
    return new CacheSettings(
        reader.flag("COMPILE_CACHE"),
        reader.flag("RUN_CACHE"),
        reader
            .optional("CACHE_REDIS_URL")
            .map(url -> reader.uri("CACHE_REDIS_URL", url, "redis", "rediss")));
  }
}
