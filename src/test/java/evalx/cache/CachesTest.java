package evalx.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import evalx.redis.Addresses;
import evalx.redis.CacheRedis;
import evalx.redis.RedisServer;
import evalx.sandbox.ArtifactFile;
import evalx.sandbox.ArtifactId;
import evalx.sandbox.Ending;
import evalx.sandbox.Limit;
import evalx.sandbox.RunReport;
import evalx.submission.Usage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** Both caches against a real Redis. */
class CachesTest {
  private static final Duration TTL = Duration.ofMinutes(5);
  private static final Random RANDOM = new Random(1);

  @TempDir static Path folder;
  private static RedisServer server;

  private CacheRedis redis;
  private Jedis direct;
  private ArtifactCache artifacts;
  private RunCache runs;

  @BeforeAll
  static void startRedis() {
    server = new RedisServer(folder);
  }

  @AfterAll
  static void stopRedis() {
    server.close();
  }

  @BeforeEach
  void connect() {
    redis = new CacheRedis(Optional.of(server.address()));
    direct = new Jedis(server.uri());
    direct.configSet("maxmemory", "0");
    direct.flushAll();
    artifacts = new ArtifactCache(redis, Duration.ofMinutes(1));
    runs = new RunCache(redis, true);
  }

  @AfterEach
  void disconnect() {
    direct.close();
    redis.close();
  }

  /** A program that no compression makes smaller. */
  private static Compilation program(int bytes) {
    var content = new byte[bytes];
    RANDOM.nextBytes(content);
    var files = List.of(new ArtifactFile("main", content, true));
    return new Compilation.Program(ArtifactId.of(files), files, Duration.ofMillis(5), "");
  }

  private static RunName name(String run) {
    return new RunName("program", run);
  }

  private static RunReport report(Ending ending, int bytes) {
    var stdout = new byte[bytes];
    RANDOM.nextBytes(stdout);
    return new RunReport(
        ending,
        new Usage(Duration.ofMillis(3), Duration.ofMillis(5), 1400),
        new RunReport.Output(stdout, "err".getBytes(StandardCharsets.UTF_8), true),
        Optional.empty());
  }

  @Test
  void oneClaimsTheOthersWaitAndFind() {
    assertThat(artifacts.claim("p", "a")).isInstanceOf(Claim.Mine.class);
    assertThat(artifacts.claim("p", "b")).isInstanceOf(Claim.Theirs.class);
    assertThat(artifacts.claim("q", "b")).isInstanceOf(Claim.Mine.class);

    artifacts.put("p", new Compilation.Rejected("no", Duration.ZERO, "1: no"), TTL);
    artifacts.release("p", "a");

    assertThat(artifacts.claim("p", "b"))
        .isEqualTo(new Claim.Hit(new Compilation.Rejected("no", Duration.ZERO, "1: no")));
    assertThat(direct.pttl("evalx:artifact:{p}")).isBetween(1L, TTL.toMillis());
  }

  /** The heap is planned for one. */
  @Test
  void oneLargeProgramIsInMemoryAtATime() throws Exception {
    var program = (Compilation.Program) program(ArtifactCache.MAX_INLINE);
    artifacts.put("p", program, TTL);
    assertThat(artifacts.claim("p", "a")).isInstanceOf(Claim.LargeHit.class);

    var first = new CountDownLatch(1);
    var second = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    var using = new Thread(() -> artifacts.use("p", compilation -> hold(first, go)));
    var sharing = new Thread(() -> artifacts.inTurn(() -> hold(second, go)));
    using.start();
    first.await();
    sharing.start();
    await().until(() -> sharing.getState() == Thread.State.TIMED_WAITING);
    assertThat(second.getCount()).isEqualTo(1);

    go.countDown();
    using.join();
    sharing.join();
    assertThat(second.getCount()).isZero();
    assertThat(artifacts.use("p", found -> Optional.of(((Compilation.Program) found).artifact())))
        .contains(program.artifact());
    assertThat(artifacts.use("none", Optional::of)).isEmpty();
  }

  @Test
  void aLargeProgramThatIsInMemoryForLongHoldsUpNobody() throws Exception {
    var begun = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    var impatient = new ArtifactCache(redis, Duration.ofMillis(1));
    var using = new Thread(() -> impatient.inTurn(() -> hold(begun, go)));
    using.start();
    begun.await();

    assertThat(impatient.use("p", Optional::of)).isEmpty();
    assertThat(impatient.inTurn(() -> Optional.of("mine"))).isEmpty();

    go.countDown();
    using.join();
    assertThat(impatient.inTurn(() -> Optional.of("mine"))).contains("mine");
  }

  private static Optional<Boolean> hold(CountDownLatch begun, CountDownLatch go) {
    begun.countDown();
    try {
      go.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return Optional.of(true);
  }

  @Test
  void onlyTheHolderEndsOrRenewsAClaim() {
    artifacts.claim("p", "a");
    direct.pexpire("evalx:compiling:{p}", 1000);

    artifacts.release("p", "b");
    artifacts.renew("p", "b");
    assertThat(direct.pttl("evalx:compiling:{p}")).isBetween(1L, 1000L);
    artifacts.renew("p", "a");
    assertThat(direct.pttl("evalx:compiling:{p}")).isGreaterThan(1000L);
    artifacts.release("p", "a");
    assertThat(artifacts.claim("p", "b")).isInstanceOf(Claim.Mine.class);
  }

  @Test
  void aClaimThatIsNotRenewedEnds() {
    artifacts.claim("p", "killed");

    await()
        .atMost(ArtifactCache.CLAIM_TIME.plusSeconds(30))
        .until(() -> artifacts.claim("p", "b") instanceof Claim.Mine);
  }

  @Test
  void unreadableEntriesAreMisses() {
    direct.set("evalx:artifact:{p}", "hello");
    assertThat(artifacts.claim("p", "a")).isInstanceOf(Claim.Theirs.class);
    assertThat(artifacts.claim("p", "a")).isInstanceOf(Claim.Mine.class);

    direct.setrange("evalx:artifact:{huge}", 30L << 20, "x");
    assertThat(artifacts.claim("huge", "a")).isInstanceOf(Claim.Mine.class);

    direct.lpush("evalx:artifact:{list}", "x");
    direct.lpush(name("list").key(), "x");
    direct.set(name("noise").key(), "noise");
    direct.setrange(name("huge").key(), 1 << 20, "x");
    assertThat(artifacts.claim("list", "a")).isInstanceOf(Claim.Mine.class);
    assertThat(runs.find(List.of(name("list")))).containsExactly(Optional.empty());
    assertThat(runs.find(List.of(name("noise"), name("huge"), name("none"))))
        .containsExactly(Optional.empty(), Optional.empty(), Optional.empty());
  }

  @Test
  void outcomesAreFoundAsTheyWere() {
    var exited = report(new Ending.Exited(3), 5000);
    var killed = report(new Ending.Signalled(11), 0);
    runs.put(Map.of(name("a"), exited, new RunName("another", "b"), killed));

    var found = runs.find(List.of(new RunName("another", "b"), name("none"), name("a")));

    assertThat(found.get(0).orElseThrow()).usingRecursiveComparison().isEqualTo(killed);
    assertThat(found.get(1)).isEmpty();
    assertThat(found.get(2).orElseThrow()).usingRecursiveComparison().isEqualTo(exited);
    assertThat(direct.ttl("evalx:exec:{program}:a")).isBetween(3500L, 3600L);
  }

  @Test
  void noLimitNoKillAndNoFloodIsKept() {
    assertThat(RunCache.keeps(report(new Ending.Exited(0), 200_000))).isTrue();
    assertThat(RunCache.keeps(report(new Ending.Exited(0), 256 << 10))).isFalse();
    assertThat(RunCache.keeps(report(new Ending.LimitExceeded(Limit.CPU), 1))).isFalse();
    assertThat(RunCache.keeps(report(new Ending.Signalled(11), 1))).isTrue();
    assertThat(RunCache.keeps(report(new Ending.Signalled(9), 1))).isFalse();
    assertThat(RunCache.keeps(report(new Ending.NotStarted("Exec format error"), 1))).isFalse();
  }

  @Test
  void withoutRedisEverybodyCompilesAndRuns() {
    var away = new CacheRedis(Optional.of(Addresses.of("redis://127.0.0.1:1")));
    var lost = new ArtifactCache(away);

    assertThat(lost.claim("p", "a")).isInstanceOf(Claim.Mine.class);
    lost.renew("p", "a");
    lost.release("p", "a");
    lost.put("p", program(10), TTL);
    assertThat(new RunCache(away, true).find(List.of(name("a")))).containsExactly(Optional.empty());
    away.close();
  }

  @Test
  void aFullCacheEvictsAndKeepsOn() {
    direct.configSet("maxmemory", "12mb");
    direct.configSet("maxmemory-policy", "allkeys-lru");
    for (int i = 0; i < 200; i++) {
      artifacts.put("p" + i, program(100_000), TTL);
      assertThat(artifacts.claim("p" + i, "reader")).isInstanceOf(Claim.Hit.class);
      runs.put(Map.of(name("r" + i), report(new Ending.Exited(0), 10_000)));
      assertThat(runs.find(List.of(name("r" + i))).get(0)).isPresent();
    }

    assertThat(direct.keys("evalx:artifact:*")).hasSizeBetween(10, 150);
  }

  @Test
  void aCacheThatCannotEvictIsAMiss() {
    direct.configSet("maxmemory-policy", "noeviction");
    direct.configSet("maxmemory", "1");

    assertThat(artifacts.claim("p", "a")).isInstanceOf(Claim.Mine.class);
    artifacts.put("p", program(1000), TTL);
    runs.put(Map.of(name("a"), report(new Ending.Exited(0), 10)));
    artifacts.release("p", "a");
    assertThat(runs.find(List.of(name("a")))).containsExactly(Optional.empty());
  }

  @Test
  void withoutACacheEverybodyCompiles() {
    var none = new ArtifactCache(new CacheRedis(Optional.empty()));

    none.put("p", program(10), TTL);

    assertThat(none.claim("p", "a")).isInstanceOf(Claim.Mine.class);
    assertThat(none.claim("p", "b")).isInstanceOf(Claim.Mine.class);
  }
}
