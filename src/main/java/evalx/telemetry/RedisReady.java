package evalx.telemetry;

import evalx.redis.Condition;
import evalx.redis.Redis;
import evalx.redis.RedisAway;
import evalx.result.StoreSpace;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready while Redis answers; says how full it is, and what an operator should change about it. */
@Readiness
@ApplicationScoped
class RedisReady implements HealthCheck {
  private Redis redis;
  private StoreSpace space;

  @SuppressWarnings("NullAway.Init")
  RedisReady() {}

  @Inject
  RedisReady(Redis redis, StoreSpace space) {
    this.redis = redis;
    this.space = space;
  }

  @Override
  public HealthCheckResponse call() {
    if (redis.condition() == Condition.AWAY) {
      return down();
    }
    try {
      var facts = space.facts();
      return HealthCheckResponse.named("redis")
          .withData("version", facts.version())
          .withData("used_memory", facts.usedMemory())
          .withData("maxmemory", facts.maxMemory())
          .withData("accepts_submissions", space.hasRoom())
          .withData("problems", String.join("; ", facts.problems()))
          .up()
          .build();
    } catch (RedisAway e) {
      return down();
    }
  }

  private static HealthCheckResponse down() {
    return HealthCheckResponse.named("redis")
        .withData("reason", "Redis does not answer, or does not take writes")
        .withData("remedy", "start Redis, or check REDIS_URL")
        .down()
        .build();
  }
}
