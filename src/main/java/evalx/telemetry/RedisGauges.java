package evalx.telemetry;

import evalx.node.Workers;
import evalx.redis.Condition;
import evalx.redis.Redis;
import evalx.redis.RedisAway;
import evalx.result.StoreSpace;
import io.prometheus.metrics.core.metrics.Gauge;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** What the Redis of results uses and knows. While it is away, that is not known. */
@Singleton
final class RedisGauges {
  private final Redis redis;
  private final StoreSpace space;
  private final Workers workers;
  private final Gauge up;
  private final Gauge used;
  private final Gauge max;
  private final Gauge alive;
  private volatile long commands;

  @Inject
  RedisGauges(Metrics metrics, Redis redis, StoreSpace space, Workers workers) {
    this.redis = redis;
    this.space = space;
    this.workers = workers;
    up = metrics.gauge("evalx_redis_up", "1 while Redis answers");
    used = metrics.gauge("evalx_redis_memory_bytes", "Memory that Redis uses");
    max = metrics.gauge("evalx_redis_memory_limit_bytes", "Memory that Redis may use; 0: no limit");
    alive = metrics.gauge("evalx_workers", "Workers that are alive, on all nodes");
    metrics.counter("evalx_redis_commands", "Commands that Redis processed", () -> commands);
    metrics.gauge("evalx_redis_connections_active", "In use", () -> redis.connections().active());
    metrics.gauge("evalx_redis_connections_idle", "In the pool", () -> redis.connections().idle());
    metrics.gauge(
        "evalx_redis_connections_waiting",
        "Threads that wait for one",
        () -> redis.connections().waiting());
    forget();
  }

  /** Asks Redis. That it answers is asked for itself: the facts may be those of a moment ago. */
  void sample() {
    if (redis.condition() == Condition.AWAY) {
      forget();
      return;
    }
    try {
      var facts = space.facts();
      used.set((double) facts.usedMemory());
      max.set((double) facts.maxMemory());
      commands = facts.commands();
      alive.set(workers.offer().workers());
      up.set(1);
    } catch (RedisAway e) {
      forget();
    }
  }

  private void forget() {
    up.set(0);
    used.set(Double.NaN);
    max.set(Double.NaN);
    alive.set(Double.NaN);
  }
}
