package evalx.queue;

import evalx.redis.Redis;
import evalx.sandbox.Sandbox;
import evalx.sandbox.SandboxFailure;
import evalx.sandbox.SandboxUnavailable;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Whether what jobs need is there. */
@Singleton
class Outages {
  private final Redis redis;
  private final Sandbox sandbox;

  @Inject
  Outages(Redis redis, Sandbox sandbox) {
    this.redis = redis;
    this.sandbox = sandbox;
  }

  /** What is away now. */
  Optional<String> current() {
    if (!redis.answers()) {
      return Optional.of("Redis is away");
    }
    try {
      sandbox.info();
      return Optional.empty();
    } catch (SandboxUnavailable | SandboxFailure e) {
      return Optional.of("the sandbox is away: " + e.getMessage());
    }
  }
}
