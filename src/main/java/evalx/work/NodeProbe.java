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
 * Looks at Redis, the disk and the sandbox of this node. A Redis without memory for a write is an
 * outage: a job could neither be started nor have a result, so it would be run again and again. New
 * submissions are refused long before, so that what was accepted has room as a rule. The write that
 * is tried is small: that one with a large result may find no room is seen in {@link RunAttempt}.
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
    var condition = redis.condition();
    if (condition != Condition.WORKS) {
      return Optional.of(
          condition == Condition.FULL ? "Redis has no memory left" : "Redis is away");
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
