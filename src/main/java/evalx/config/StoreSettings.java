package evalx.config;

/** Where results, outputs kept for equal runs, past submissions and files are. */
public record StoreSettings(
    RedisAddress redis, CacheSettings caches, HistorySettings history, FileSettings files) {
  static StoreSettings read(SettingsReader reader, HistorySettings history, JobSettings jobs) {
    return new StoreSettings(
        RedisAddress.read(reader, "REDIS_URL"),
        CacheSettings.read(reader),
        history,
        FileSettings.read(reader, jobs));
  }
}
