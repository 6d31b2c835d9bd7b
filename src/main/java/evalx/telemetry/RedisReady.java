package evalx.telemetry;

import evalx.redis.Condition;
import evalx.redis.Redis;
import evalx.redis.RedisAway;
import evalx.result.StoreSpace;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;

/** Ready while Redis answers; says how full it is, and what an operator should change about it. */
@Singleton
final class RedisReady implements HealthCheck {
  private final Redis redis;
  private final StoreSpace space;

  @Inject
  RedisReady(Redis redis, StoreSpace space) {
    this.redis = redis;
    this.space = space;
  }

  @Override
  public String name() {
    return "redis";
  }

  @Override
  public Health look() {
    if (redis.condition() == Condition.AWAY) {
      return down();
    }
    try {
      var facts = space.facts();
      var data = new LinkedHashMap<String, Object>();
      data.put("version", facts.version());
      data.put("used_memory", facts.usedMemory());
      data.put("maxmemory", facts.maxMemory());
      data.put("accepts_submissions", space.hasRoom());
      data.put("problems", String.join("; ", facts.problems()));
      return Health.up(data);
    } catch (RedisAway e) {
      return down();
    }
  }

  private static Health down() {
    return Health.down(
        "Redis does not answer, or does not take writes", "start Redis, or check REDIS_URL");
  }
}
