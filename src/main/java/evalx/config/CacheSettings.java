package evalx.config;

import java.util.Optional;

/**
 * Whether compiled programs, and the outcomes of runs, are kept to be used again.
 *
 * @param redis where nodes share them; empty: they do not
 */
public record CacheSettings(boolean programs, boolean runs, Optional<RedisAddress> redis) {
  static CacheSettings read(SettingsReader reader) {
    return new CacheSettings(
        reader.flag("COMPILE_CACHE"),
        reader.flag("RUN_CACHE"),
        reader
            .optional("CACHE_REDIS_URL")
            .map(url -> RedisAddress.read(reader, "CACHE_REDIS_URL")));
  }
}
