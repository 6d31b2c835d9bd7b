package evalx.intake;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.config.Settings;
import evalx.redis.Redis;
import evalx.redis.RedisServer;
import evalx.submission.Caller;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequestRateTest {
  @TempDir static Path folder;
  private static RedisServer server;
  private static Redis redis;

  @BeforeAll
  static void startRedis() {
    server = new RedisServer(folder);
    redis = new Redis(server.address());
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
    server.close();
  }

  private static RequestRate rate(Map<String, String> settings) {
    return new RequestRate(Settings.of(settings::get), redis);
  }

  private static Caller named(String name) {
    return new Caller(Optional.of(name), "192.0.2.7", Set.of(Caller.Scope.SUBMIT));
  }

  private static RequestRate.Count count(RequestRate rate, Caller caller) {
    return rate.count(caller).orElseThrow();
  }

  @Test
  void beyondTheRateACallerWaitsOnEveryNode() {
    // One more in 30 s, longer than the test takes.
    var settings = Map.of("RATE_LIMIT_PER_MINUTE", "2");
    var caller = Caller.anonymous("192.0.2.7");

    assertThat(count(rate(settings), caller).left()).isEqualTo(1);
    assertThat(count(rate(settings), caller).retryAfter()).isEmpty();
    var refused = count(rate(settings), caller);

    assertThat(refused.limit()).isEqualTo(2);
    assertThat(refused.left()).isZero();
    assertThat(refused.retryAfter().orElseThrow())
        .isPositive()
        .isLessThanOrEqualTo(Duration.ofSeconds(30));
    assertThat(refused.untilFull()).isGreaterThan(refused.retryAfter().orElseThrow());
    assertThat(count(rate(settings), Caller.anonymous("192.0.2.8")).retryAfter()).isEmpty();
  }

  @Test
  void theAddressesOfAnIpv6NetworkAreOneClient() {
    var rate = rate(Map.of("RATE_LIMIT_PER_MINUTE", "1"));

    assertThat(count(rate, Caller.anonymous("2001:db8:0:1::1")).retryAfter()).isEmpty();
    assertThat(count(rate, Caller.anonymous("2001:db8:0:1:9::2")).retryAfter()).isPresent();
    assertThat(count(rate, Caller.anonymous("2001:db8:0:2::1")).retryAfter()).isEmpty();
  }

  @Test
  void aTokenMayHaveARateOfItsOwn() {
    var rate =
        rate(Map.of("API_TOKENS", "site:a;rate=7,free:b;rate=0,c", "RATE_LIMIT_PER_MINUTE", "5"));

    assertThat(count(rate, named("site")).limit()).isEqualTo(7);
    assertThat(rate.count(named("free"))).isEmpty();
    assertThat(count(rate, named("token-3")).limit()).isEqualTo(5);
  }

  @Test
  void withoutARateNothingIsCounted() {
    assertThat(rate(Map.of("RATE_LIMIT_PER_MINUTE", "0")).count(named("x"))).isEmpty();
  }
}
