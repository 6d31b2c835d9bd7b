package evalx.work;

import evalx.config.Settings;
import evalx.redis.Condition;
import evalx.redis.Redis;
import evalx.sandbox.Drivers;
import evalx.sandbox.SandboxDied;
import evalx.sandbox.SandboxFailure;
import evalx.sandbox.SandboxUnavailable;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Looks at Redis, the disk and the sandbox of this node. A Redis that is merely full is no outage:
 * what was accepted before goes on.
 */
@Singleton
class NodeProbe implements Outages.Probe {
  /** Below it neither the journal nor the sandbox can be sure to write what a job needs. */
  private static final long MIN_DISK_BYTES = 100L << 20;

  private final Redis redis;
  private final Drivers drivers;
  private final Path data;

  @Inject
  NodeProbe(Redis redis, Drivers drivers, Settings settings) {
    this.redis = redis;
    this.drivers = drivers;
    this.data = settings.broker().embedded().data();
  }

  @Override
  public Optional<String> look() {
    if (redis.condition() == Condition.AWAY) {
      return Optional.of("Redis is away");
    }
    if (freeBytes() < MIN_DISK_BYTES) {
      return Optional.of("the disk of " + data + " is full");
    }
    try {
      drivers.info();
      return Optional.empty();
    } catch (SandboxUnavailable | SandboxFailure | SandboxDied e) {
      return Optional.of("the sandbox is away: " + e.getMessage());
    }
  }

  /** Free bytes on the disk that holds the data folder, or will hold it. */
  private long freeBytes() {
    var folder = data.toAbsolutePath();
    while (!Files.exists(folder) && folder.getParent() != null) {
      folder = folder.getParent();
    }
    try {
      return Files.getFileStore(folder).getUsableSpace();
    } catch (IOException e) {
      return 0;
    }
  }
}
