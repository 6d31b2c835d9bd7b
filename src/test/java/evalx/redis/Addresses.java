package evalx.redis;

import evalx.config.RedisAddress;
import evalx.config.Settings;
import java.util.Map;

/** Reads addresses as a node does. */
public final class Addresses {
  private Addresses() {}

  /** That of a REDIS_URL. */
  public static RedisAddress of(String url) {
    return of(Map.of("REDIS_URL", url));
  }

  /** That of settings. */
  public static RedisAddress of(Map<String, String> settings) {
    return Settings.of(settings::get).stores().redis();
  }
}
