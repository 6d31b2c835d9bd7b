package evalx.telemetry;

import evalx.broker.Adapter;
import evalx.node.DataDisk;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;

/** What is in use of the disk that this node keeps its data on. */
@Singleton
final class DiskGauges {
  private final Metrics metrics;
  private final DataDisk disk;
  private final Adapter adapter;

  @Inject
  DiskGauges(Metrics metrics, DataDisk disk, Adapter adapter) {
    this.metrics = metrics;
    this.disk = disk;
    this.adapter = adapter;
  }

  void register(@Observes @Initialized(ApplicationScoped.class) Object event) {
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
