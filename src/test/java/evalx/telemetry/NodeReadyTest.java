package evalx.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.config.Settings;
import evalx.node.DataDisk;
import evalx.node.Draining;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What this node itself says of its health: whether it ends, and its disk. */
class NodeReadyTest {
  @Test
  void aNodeThatWasToldToEndIsNotReady() {
    var draining = new Draining();
    var node = new NodeReady(draining);
    assertThat(node.look().isUp()).isTrue();

    draining.begin();
    assertThat(node.look().isUp()).isFalse();
  }

  @Test
  void theDiskIsThatOfTheNearestFolderThatExists() {
    var disk = new DataDisk(Path.of("target", "none", "of", "these"));
    var health = new DiskReady(Settings.of(name -> null), disk).look();

    assertThat(health.data()).containsKeys("folder", "free_bytes", "size_bytes");
    assertThat(disk.sizeBytes()).isPositive().isGreaterThanOrEqualTo(disk.freeBytes());
  }

  @Test
  void aFullDiskCountsWhereJobsAreRun() {
    // proc has no room at all
    var full = new DataDisk(Path.of("/proc/nothing"));
    var works = new DiskReady(Settings.of(name -> null), full).look();
    var onlyServes =
        Map.of("ROLE", "api", "ARTEMIS_URL", "tcp://localhost:1", "ARTEMIS_PASSWORD", "x");
    var serves = new DiskReady(Settings.of(onlyServes::get), full).look();

    assertThat(works.isUp()).isFalse();
    assertThat(works.data()).containsEntry("reason", "the disk is full, so no jobs are taken");
    assertThat(serves.isUp()).isTrue();
  }
}
