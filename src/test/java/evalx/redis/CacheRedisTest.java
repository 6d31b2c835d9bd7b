package evalx.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheRedisTest {
  private static final Script ONE = Script.of("return 1");

  private static Optional<Object> ask(CacheRedis cache) {
    return cache.run(ONE, List.of("key"));
  }

  private static Duration timeOf(Runnable work) {
    var begun = System.nanoTime();
    work.run();
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  @Test
  void withoutACacheNothingIsFound() {
    var none = new CacheRedis(Optional.empty());

    assertThat(none.isUsed()).isFalse();
    assertThat(ask(none)).isEmpty();
  }

  @Test
  void aCacheThatHangsIsAskedOnceInAWhile() {
    try (var server = FakeServer.answering(FakeServer.NOTHING)) {
      var cache = new CacheRedis(Optional.of(server.address()));
      assertThat(ask(cache)).isEmpty();

      var time =
          timeOf(
              () -> {
                for (int i = 0; i < 1000; i++) {
                  assertThat(ask(cache)).isEmpty();
                }
              });

      assertThat(time).isLessThan(Duration.ofSeconds(4));
      assertThat(server.commands).filteredOn(c -> c.get(0).equals("EVALSHA")).hasSizeLessThan(4);
      cache.close();
    }
  }

  @Test
  void aCacheThatIsBackIsUsedAgain(@TempDir Path folder) {
    try (var server = new RedisServer(folder)) {
      var cache = new CacheRedis(Optional.of(server.address()));
      assertThat(ask(cache)).contains(1L);

      server.kill();
      assertThat(timeOf(() -> assertThat(ask(cache)).isEmpty())).isLessThan(Duration.ofSeconds(2));
      server.start();

      await().atMost(Duration.ofSeconds(30)).until(() -> ask(cache).isPresent());
      cache.close();
    }
  }

  @Test
  void aCommandThatTheCacheRefusesIsAMiss(@TempDir Path folder) {
    try (var server = new RedisServer(folder)) {
      var cache = new CacheRedis(Optional.of(server.address()));

      assertThat(cache.run(Script.of("return redis.call('NONSENSE')"), List.of("key"))).isEmpty();

      assertThat(ask(cache)).contains(1L);
      cache.close();
    }
  }
}
