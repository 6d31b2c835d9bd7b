package evalx.compilation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import evalx.cache.ArtifactCache;
import evalx.redis.Addresses;
import evalx.redis.CacheRedis;
import evalx.sandbox.Ending;
import evalx.sandbox.Limit;
import evalx.sandbox.RunReport;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.Jedis;

/** Programs and compilation errors that nodes share through Redis. */
class SharedProgramsTest extends CompileSetup {
  static Stream<Ending> ofTheMoment() {
    return Stream.of(new Ending.LimitExceeded(Limit.WALL), new Ending.Signalled(9));
  }

  @ParameterizedTest
  @MethodSource("ofTheMoment")
  void aCompilationThatWasCutIsSharedForAMomentOnly(Ending ending) {
    one.sandbox.compiler = request -> FakeSandbox.ended(ending, "", "");
    one.program("slow");

    assertThat(two.program("slow")).isInstanceOf(Program.Rejected.class);
    try (var direct = new Jedis(server.uri())) {
      assertThat(direct.ttl(shared())).isBetween(1L, 10L);
      direct.del(shared());
    }
    assertThat(two.program("slow")).isInstanceOf(Program.Ready.class);
  }

  /** Redis hangs, or a program is large: neither is the job's business. */
  @Test
  void aJobDoesNotWaitUntilItsProgramIsShared() throws Exception {
    var free = new CountDownLatch(1);
    sharing.execute(() -> await50(free));

    var program =
        (Program.Ready) threads.submit(() -> one.program("same")).get(30, TimeUnit.SECONDS);
    program.close();
    assertThat(((Program.Ready) one.program("same")).compiled().cached()).isTrue();
    var elsewhere = threads.submit(() -> two.program("same"));
    free.countDown();

    assertThat(elsewhere.get(30, TimeUnit.SECONDS).compiled().cached()).isTrue();
    assertThat(compilations()).isEqualTo(1);
  }

  @Test
  void moreThanCanBeSharedIsNotShared() {
    var free = new CountDownLatch(1);
    sharing.execute(() -> await50(free));
    for (int i = 0; i < 65; i++) {
      one.program("number " + i);
    }
    free.countDown();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              try (var direct = new Jedis(server.uri())) {
                return direct.keys("evalx:compiling:*").isEmpty();
              }
            });

    assertThat(two.program("number 63").compiled().cached()).isTrue();
    assertThat(two.program("number 64").compiled().cached()).isFalse();
  }

  @Test
  void theClaimOfAKilledNodeEnds() {
    var killed = new CountDownLatch(1);
    var compiling = new CountDownLatch(1);
    one.sandbox.compiler =
        request -> {
          compiling.countDown();
          await50(killed);
          return FakeSandbox.compiled();
        };
    var lost = threads.submit(() -> one.program("same"));
    await50(compiling);
    // What a kill leaves: the claim, which is no longer renewed.
    try (var direct = new Jedis(server.uri())) {
      var claim = direct.keys("evalx:compiling:*").iterator().next();
      direct.append(claim, "of somebody killed");
    }

    assertThat(two.program("same")).isInstanceOf(Program.Ready.class);
    assertThat(two.sandbox.compilations).hasSize(1);
    killed.countDown();
    await().atMost(Duration.ofSeconds(30)).until(lost::isDone);
  }

  @Test
  void aCompilationLongerThanItsClaimIsStillDoneOnce() throws Exception {
    var start = System.nanoTime();
    one.sandbox.compiler =
        request -> {
          await()
              .atMost(Duration.ofSeconds(30))
              .until(
                  () ->
                      System.nanoTime() - start
                          > ArtifactCache.CLAIM_TIME.plusSeconds(2).toNanos());
          return FakeSandbox.compiled();
        };
    var first = threads.submit(() -> one.program("same"));
    await().atMost(Duration.ofSeconds(30)).until(() -> compilations() == 1);

    two.program("same");
    first.get(30, TimeUnit.SECONDS);

    assertThat(compilations()).isEqualTo(1);
  }

  @Test
  void anEvictedProgramComesFromRedis() {
    one.program("same");
    shared();
    one.sandbox.store.clear();
    var program = one.program("same");

    assertThat(program.compiled().cached()).isTrue();
    assertThat(one.sandbox.store).containsKey(FakeSandbox.PROGRAM);
    assertThat(compilations()).isEqualTo(1);
  }

  @Test
  void anotherNodeNeedNotCompile() {
    one.program("same");
    var program = (Program.Ready) two.program("same");

    assertThat(program.compiled().cached()).isTrue();
    assertThat(two.sandbox.store).containsKey(program.artifact());
    assertThat(compilations()).isEqualTo(1);
  }

  /** Neither the work of it nor the room in Redis is spent on what nobody asks for again. */
  @Test
  void aNodeThatIsAloneSharesWhatIsAskedForAgain() {
    one.others = false;
    one.program("once");
    one.program("again");
    one.program("again");
    shared();

    assertThat(two.program("again").compiled().cached()).isTrue();
    assertThat(two.program("once").compiled().cached()).isFalse();
    assertThat(compilations()).isEqualTo(3);
  }

  @Test
  void aNodeThatIsAloneSharesWhatItDoesNotKeepInMind() {
    one.others = false;
    one.sandbox.compiler = request -> FakeSandbox.compiled("w".repeat(5000));
    one.program("many warnings");

    assertThat(one.program("many warnings").compiled().cached()).isTrue();
    assertThat(compilations()).isEqualTo(1);
  }

  @Test
  void withoutRedisEachNodeCompilesForItself() {
    var away = new CacheRedis(Optional.of(Addresses.of("redis://127.0.0.1:1")));
    var alone = new Node(away);
    alone.program("same");

    assertThat(alone.program("same").compiled().cached()).isTrue();
    assertThat(alone.sandbox.compilations).hasSize(1);
    away.close();
  }

  @Test
  void nonsenseInRedisIsIgnored() {
    one.program("same");
    try (var direct = new Jedis(server.uri())) {
      direct.set(shared(), "nonsense");
    }

    assertThat(two.program("same")).isInstanceOf(Program.Ready.class);
    assertThat(compilations()).isEqualTo(2);
  }

  @Test
  void theNextCallerDoesNotWaitAfterAnError() {
    one.program("same");
    shared();
    two.sandbox.beforeStore =
        () -> {
          throw new OutOfMemoryError("test");
        };
    assertThatThrownBy(() -> two.program("same")).isInstanceOf(OutOfMemoryError.class);
    two.sandbox.beforeStore = () -> {};

    assertThat(two.program("same")).isInstanceOf(Program.Ready.class);
  }

  static Stream<RunReport> unclear() {
    return Stream.of(
        FakeSandbox.ended(new Ending.Exited(4), "", "internal compiler error"),
        FakeSandbox.ended(new Ending.Exited(1), "", ""));
  }

  @ParameterizedTest
  @MethodSource("unclear")
  void unclearCompilerFailuresAreNotShared(RunReport report) {
    one.sandbox.compiler = request -> report;

    assertThat(one.program("same")).isInstanceOf(Program.Rejected.class);
    assertThat(two.program("same")).isInstanceOf(Program.Ready.class);
  }
}
