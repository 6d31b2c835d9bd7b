package evalx.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import evalx.config.RedisAddress.Host;
import evalx.config.RedisAddress.Layout;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisAddressTest {
  private static RedisAddress read(String url) {
    return Settings.of(Map.of("REDIS_URL", url, "REDIS_SENTINEL_PASSWORD", "watch")::get)
        .stores()
        .redis();
  }

  @Test
  void aSingleServer() {
    assertThat(read("redis://eva:p%40ss+w@redis_1:7000/3"))
        .isEqualTo(
            new RedisAddress(
                new Layout.Single(3),
                List.of(new Host("redis_1", 7000)),
                new Account("eva", "p@ss+w"),
                Optional.empty()));
    assertThat(read("redis://:secret@[::1]"))
        .isEqualTo(
            new RedisAddress(
                new Layout.Single(0),
                List.of(new Host("::1", 6379)),
                new Account("", "secret"),
                Optional.empty()));
    assertThat(read("rediss://redis.example:6380/").tls())
        .contains(new RedisAddress.Tls(Optional.empty(), Optional.empty()));
  }

  @Test
  void sentinelsAndTheNameOfTheirMaster() {
    assertThat(read("redis-sentinel://:secret@a:1,b/jobs/2"))
        .isEqualTo(
            new RedisAddress(
                new Layout.Sentinels("jobs", 2, "watch"),
                List.of(new Host("a", 1), new Host("b", 26379)),
                new Account("", "secret"),
                Optional.empty()));
    assertThat(read("rediss-sentinel://a/jobs").tls()).isPresent();
  }

  @Test
  void someServersOfACluster() {
    assertThat(read("redis-cluster://a:7000,b"))
        .isEqualTo(
            new RedisAddress(
                new Layout.Cluster(),
                List.of(new Host("a", 7000), new Host("b", 6379)),
                new Account("", ""),
                Optional.empty()));
    assertThat(read("rediss-cluster://a/").tls()).isPresent();
    assertThatThrownBy(() -> read("redis-cluster://a/1")).hasMessageContaining("no database");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://:secret@host",
        "redis://",
        "redis://:secret@",
        "redis://:secret@a,b",
        "redis://:secret@a:99999",
        "redis://:secret@a/x",
        "redis://:%zz-secret@a",
        "redis-sentinel://:secret@a",
        "redis-sentinel://:secret@a/jobs/x",
        "redis-cluster://:secret@a,",
        "redis://:secret@a?x=1"
      })
  void othersAreRefusedWithoutTheirPassword(String url) {
    assertThatThrownBy(() -> read(url))
        .isInstanceOf(BadSetting.class)
        .hasMessageContaining("REDIS_URL must look like")
        .hasMessageNotContaining("secret");
  }

  @Test
  void filesForTlsMustBeThere() {
    var settings = Map.of("REDIS_URL", "rediss://a", "REDIS_CA", "/none/ca.pem");
    assertThatThrownBy(() -> Settings.of(settings::get)).hasMessageContaining("REDIS_CA");
  }
}
