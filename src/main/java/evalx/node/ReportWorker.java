package evalx.node;

import evalx.config.Settings;
import evalx.language.Language;
import evalx.language.Languages;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.stream.Collectors;

/** Tells the other nodes what this worker offers. */
@Singleton
class ReportWorker {
  private final Settings settings;
  private final ProvedDrivers drivers;
  private final Capabilities capabilities;
  private final Languages languages;
  private final Workers workers;

  @Inject
  ReportWorker(
      Settings settings,
      ProvedDrivers drivers,
      Capabilities capabilities,
      Languages languages,
      Workers workers) {
    this.settings = settings;
    this.drivers = drivers;
    this.capabilities = capabilities;
    this.languages = languages;
    this.workers = workers;
  }

  /**
   * Reports for the next 15 seconds.
   *
   * @throws evalx.redis.RedisAway when Redis is away
   */
  void report() {
    workers.publish(
        new WorkerReport(
            settings.node().worker(),
            drivers.versions(),
            capabilities.packages(),
            capabilities.failures(),
            languages.expected().stream().map(Language::id).collect(Collectors.toSet()),
            drivers.fileGivers()));
  }
}
