package evalx.work;

import evalx.node.DataDisk;
import evalx.redis.Condition;
import evalx.redis.Redis;
import evalx.sandbox.Drivers;
import evalx.sandbox.SandboxDied;
import evalx.sandbox.SandboxFailure;
import evalx.sandbox.SandboxUnavailable;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * Looks at Redis, the disk and the sandbox of this node. A Redis that is merely full is no outage:
 * what was accepted before goes on.
 */
@Singleton
class NodeProbe implements Outages.Probe {
  private final Redis redis;
  private final Drivers drivers;
  private final DataDisk disk;

  @Inject
  NodeProbe(Redis redis, Drivers drivers, DataDisk disk) {
    this.redis = redis;
    this.drivers = drivers;
    this.disk = disk;
  }

  @Override
  public Optional<String> look() {
    if (redis.condition() == Condition.AWAY) {
      return Optional.of("Redis is away");
    }
    if (disk.isFull()) {
      return Optional.of("the disk of " + disk.data() + " is full");
    }
    try {
      drivers.info();
      return Optional.empty();
    } catch (SandboxUnavailable | SandboxFailure | SandboxDied e) {
      return Optional.of("the sandbox is away: " + e.getMessage());
    }
  }
}
