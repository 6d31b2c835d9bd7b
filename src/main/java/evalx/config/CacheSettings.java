package evalx.config;

/** Whether compiled programs, and the outcomes of runs, are kept to be used again. */
public record CacheSettings(boolean programs, boolean runs) {
  static CacheSettings read(SettingsReader reader) {
    return new CacheSettings(reader.flag("COMPILE_CACHE"), reader.flag("RUN_CACHE"));
  }
}
