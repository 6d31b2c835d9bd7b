package evalx.telemetry;

import evalx.redis.Redis;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready while Redis answers. */
@Readiness
@ApplicationScoped
class RedisReady implements HealthCheck {
  private Redis redis;

  RedisReady() {}

  @Inject
  RedisReady(Redis redis) {
    this.redis = redis;
  }

  @Override
  public HealthCheckResponse call() {
    var response = HealthCheckResponse.named("redis");
    if (redis.answers()) {
      return response.up().build();
    }
    return response
        .withData("reason", "Redis does not answer, or does not take writes")
        .withData("remedy", "start Redis, or check REDIS_URL and the memory of Redis")
        .down()
        .build();
  }
}
