package evalx.telemetry;

import evalx.config.Settings;
import evalx.node.DataDisk;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;

/**
 * Ready while the disk of DATA_DIR has room. A node that only serves keeps nothing there, so its
 * disk is told and does not count.
 */
@Singleton
final class DiskReady implements HealthCheck {
  private final Settings settings;
  private final DataDisk disk;

  @Inject
  DiskReady(Settings settings, DataDisk disk) {
    this.settings = settings;
    this.disk = disk;
  }

  @Override
  public String name() {
    return "disk";
  }

  @Override
  public Health look() {
    var data = new LinkedHashMap<String, Object>();
    data.put("folder", disk.data().toString());
    data.put("free_bytes", disk.freeBytes());
    data.put("size_bytes", disk.sizeBytes());
    return settings.node().role().works() && disk.isFull()
        ? Health.down(data, "the disk is full, so no jobs are taken", "free space on this disk")
        : Health.up(data);
  }
}
