package evalx.telemetry;

import evalx.broker.Adapter;
import evalx.capacity.SandboxGate;
import evalx.config.Settings;
import evalx.node.DataDisk;
import evalx.push.StreamLimits;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;

/** What is in use of this node, looked at whenever the metrics are read. */
@Singleton
final class NodeGauges {
  private final Metrics metrics;
  private final Settings settings;
  private final Adapter adapter;
  private final SandboxGate gate;
  private final StreamLimits streams;
  private final DataDisk disk;

  @Inject
  NodeGauges(
      Metrics metrics,
      Settings settings,
      Adapter adapter,
      SandboxGate gate,
      StreamLimits streams,
      DataDisk disk) {
    this.metrics = metrics;
    this.settings = settings;
    this.adapter = adapter;
    this.gate = gate;
    this.streams = streams;
    this.disk = disk;
  }

  void register(@Observes @Initialized(ApplicationScoped.class) Object event) {
    metrics.gauge("evalx_event_streams", "Submissions that clients follow", streams::count);
    if (settings.role().works()) {
      metrics.gauge("evalx_boxes_in_use", "Programs that run", gate::running);
      metrics.gauge("evalx_boxes_limit", "Programs that may run at once", gate::allowed);
      metrics.gauge("evalx_jobs_in_work", "Jobs in work", adapter::getBusyPlaces);
      metrics.gauge("evalx_jobs_limit", "Jobs that may be in work at once", adapter::getPlaces);
    }
    metrics.gauge("evalx_disk_free_bytes", "Free on the disk of DATA_DIR", disk::freeBytes);
    metrics.gauge("evalx_disk_size_bytes", "Size of the disk of DATA_DIR", disk::sizeBytes);
    if (adapter.isBrokerEmbedded()) {
      metrics.gauge("evalx_broker_journal_bytes", "Files of the embedded broker", this::journal);
    }
  }

  /** Files may go while they are counted. */
  private long journal() {
    try (var files = Files.walk(disk.data().resolve("artemis"))) {
      return files.mapToLong(file -> file.toFile().isFile() ? file.toFile().length() : 0).sum();
    } catch (IOException | UncheckedIOException e) {
      return 0;
    }
  }
}
