package evalx.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import evalx.config.CacheSettings;
import evalx.redis.CacheRedis;
import evalx.redis.Keys;
import evalx.redis.Redis;
import evalx.redis.RedisServer;
import evalx.redis.Script;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeriesTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:00Z");

  @TempDir Path folder;
  private RedisServer server;
  private Redis redis;
  private Series series;

  @BeforeEach
  void start() {
    server = new RedisServer(folder);
    redis = new Redis(server.address());
    series = new Series(redis, Clock.fixed(NOW, ZoneOffset.UTC));
  }

  @AfterEach
  void stop() {
    redis.close();
    server.close();
  }

  @Test
  void pointsAddUpWhatAllNodesSay() {
    var slot = series.slotNow() - 1;
    for (int node = 0; node < 2; node++) {
      series.add(
          slot,
          Map.of(Slot.FINISHED, 3L, Slot.latency(0.9), 2L, Slot.latency(9), 1L, Slot.BOXES, 4L));
      series.add(slot, Map.of(Slot.PROGRAM_HITS, 3L, Slot.PROGRAM_MISSES, 1L));
      series.set(slot, Map.of(Slot.DEPTH, 7L, Slot.OLDEST_MILLIS, 1500L));
    }

    var points = series.lastHour();

    assertThat(points).hasSize(1);
    var point = points.get(0);
    assertThat(point.at()).isEqualTo(NOW.minusSeconds(Series.STEP));
    assertThat(point.finished()).isEqualTo(6);
    assertThat(point.boxes()).isEqualTo(8);
    assertThat(point.depth()).contains(7L);
    assertThat(point.oldestAge()).contains(1.5);
    assertThat(point.deadLetters()).isEmpty();
    assertThat(point.hitRates())
        .isEqualTo(new SeriesPoint.HitRates(Optional.of(0.75), Optional.empty()));
    assertThat(point.latencyMedian().orElseThrow()).isBetween(0.6, 1.0);
    assertThat(point.latencyP95().orElseThrow()).isBetween(6.0, 10.0);
  }

  @Test
  void whatIsOlderThanAnHourIsNotShown() {
    series.add(series.slotNow() - 361, Map.of(Slot.FINISHED, 1L));
    series.add(series.slotNow() - 360, Map.of(Slot.FINISHED, 2L));

    assertThat(series.lastHour()).extracting(SeriesPoint::finished).containsExactly(2L);
  }

  @Test
  void ratesAreTheGrowthOfTheBrokersCountersOverAMinute() {
    var now = series.slotNow();
    series.set(now - 7, depths(100, 90));
    series.set(now - 1, depths(160, 120));

    var rates = series.rates().get("evalx.jobs.c");

    assertThat(rates.addedPerMinute()).isCloseTo(60, within(0.01));
    assertThat(rates.takenPerMinute()).isCloseTo(30, within(0.01));
  }

  @Test
  void aBrokerThatHasJustStartedHasNoRates() {
    series.set(series.slotNow() - 3, depths(100, 90));
    series.set(series.slotNow() - 1, depths(5, 5));

    assertThat(series.rates()).isEmpty();
  }

  private static Map<String, Long> depths(long added, long taken) {
    return Map.of(
        Slot.DEPTH, 1L, Slot.ADDED + "evalx.jobs.c", added, Slot.TAKEN + "evalx.jobs.c", taken);
  }

  @Test
  void cachesTellTheirRatesAndAreCleared() {
    series.add(
        series.slotNow() - 1,
        Map.of(Slot.PROGRAM_HITS, 3L, Slot.PROGRAM_MISSES, 1L, Slot.RUN_MISSES, 5L));
    var set = Script.of("redis.call('SET', KEYS[1], '1')");
    for (int i = 0; i < 20; i++) {
      redis.run(set, List.of(Keys.artifact("a" + i)));
      redis.run(set, List.of(Keys.run("p" + i % 3, "r" + i)));
    }
    var shared = new CacheRedis(Optional.of(server.address()));
    var settings = new CacheSettings(true, false, Optional.of(server.address()));
    var caches = new Caches(shared, series, settings, Clock.systemUTC());

    var shown = caches.show();
    assertThat(shown.caches())
        .containsExactly(
            new Caches.Shown("programs", true, 3, 1, Optional.of(0.75)),
            new Caches.Shown("runs", false, 0, 5, Optional.of(0.0)));
    assertThat(shown.store().available()).isTrue();
    assertThat(shown.store().entries()).contains(41L);
    assertThat(shown.store().usedMemory().orElseThrow()).isPositive();
    assertThat(caches.clear(List.of(Caches.Kind.RUNS))).isEqualTo(20);
    assertThat(caches.clear(List.of(Caches.Kind.values()))).isEqualTo(20);
    assertThat(caches.store().entries()).contains(1L);
    shared.close();
  }
}
