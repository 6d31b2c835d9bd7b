package evalx.compilation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import evalx.cache.ArtifactCache;
import evalx.capacity.SandboxGate;
import evalx.capacity.Waiting;
import evalx.language.FakeBuilds;
import evalx.language.Languages;
import evalx.redis.CacheRedis;
import evalx.redis.RedisServer;
import evalx.sandbox.Ending;
import evalx.sandbox.Limit;
import evalx.sandbox.RunReport;
import evalx.sandbox.SandboxFailure;
import evalx.submission.Checker;
import evalx.submission.Encoding;
import evalx.submission.Job;
import evalx.submission.Limits;
import evalx.submission.SourceFile;
import evalx.submission.Submission;
import evalx.submission.SubmissionId;
import evalx.submission.TestCase;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.Jedis;

/** Nodes with a sandbox each and one Redis. */
@Timeout(60)
class CompileOnceTest {
  @TempDir static Path folder;
  private static RedisServer server;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final ExecutorService sharing = Executors.newSingleThreadExecutor();
  private final Languages languages = new Languages();
  private CacheRedis redis;
  private Node one;
  private Node two;

  /** A node of two places in the sandbox. */
  private final class Node {
    final FakeSandbox sandbox = new FakeSandbox();
    final FakeBuilds builds = new FakeBuilds();
    final CompileOnce compileOnce;

    Node(CacheRedis redis) {
      builds.works("cpp", "12.2.0", "g++ 12.2.0");
      builds.works("javascript", "20.20.2", "v20.20.2");
      var cache = new ArtifactCache(redis);
      var gate = new SandboxGate(2, language -> 2, threads, new Waiting(Duration.ofMinutes(1)));
      compileOnce =
          new CompileOnce(
              new Toolchain(sandbox, builds),
              new ProgramCache(cache, new SharePrograms(cache, sharing), "node", true),
              gate);
    }

    Program program(String code, String... options) {
      return compileOnce.program(job("cpp", code, options), languages.find("cpp").orElseThrow());
    }
  }

  @BeforeAll
  static void startRedis() {
    server = new RedisServer(folder);
  }

  @AfterAll
  static void stopRedis() {
    server.close();
  }

  @BeforeEach
  void start() {
    redis = new CacheRedis(Optional.of(server.uri()));
    try (var direct = new Jedis(server.uri())) {
      direct.flushAll();
    }
    one = new Node(redis);
    two = new Node(redis);
  }

  @AfterEach
  void stop() {
    threads.shutdownNow();
    sharing.shutdownNow();
    redis.close();
  }

  private static Job job(String language, String code, String... options) {
    return job(language, true, code, options);
  }

  private static Job job(String language, boolean cache, String code, String... options) {
    var submission =
        new Submission(
            new Submission.Source(
                language,
                Optional.empty(),
                List.of(new SourceFile("main", code.getBytes(StandardCharsets.UTF_8))),
                List.of(options)),
            List.of(new TestCase(new byte[0], Optional.empty(), List.of())),
            new Limits(Duration.ofSeconds(1), Duration.ofSeconds(3), 64 << 20),
            new Submission.Judging(new Checker.Lines(), false),
            new Submission.Handling(Encoding.UTF8, 5, cache),
            List.of());
    return new Job(SubmissionId.random(), submission, Instant.now(), 1);
  }

  private int compilations() {
    return one.sandbox.compilations.size() + two.sandbox.compilations.size();
  }

  /** The name in Redis of the one program there is or will be. */
  private static String shared() {
    try (var direct = new Jedis(server.uri())) {
      return await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> direct.keys("evalx:artifact:*"), keys -> !keys.isEmpty())
          .iterator()
          .next();
    }
  }

  /** Many at once on both nodes; none ends before all have begun. */
  private List<Future<Program>> fifty(CountDownLatch begun) {
    var programs = new ArrayList<Future<Program>>();
    for (int i = 0; i < 50; i++) {
      var node = i % 2 == 0 ? one : two;
      programs.add(
          threads.submit(
              () -> {
                begun.countDown();
                return node.program("same");
              }));
    }
    return programs;
  }

  private static void await50(CountDownLatch begun) {
    try {
      assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void fiftyAtOnceOnTwoNodesCompileOnce() throws Exception {
    var begun = new CountDownLatch(50);
    for (Node node : List.of(one, two)) {
      node.sandbox.compiler =
          request -> {
            await50(begun);
            return FakeSandbox.compiled();
          };
    }

    var cached = 0;
    for (Future<Program> future : fifty(begun)) {
      var program = (Program.Ready) future.get(30, TimeUnit.SECONDS);
      assertThat(program.artifact()).isEqualTo(FakeSandbox.PROGRAM);
      assertThat(program.compiled().time()).isEqualTo(Duration.ofMillis(400));
      assertThat(program.compiled().output()).isEqualTo("note");
      cached += program.compiled().cached() ? 1 : 0;
      program.close();
    }

    assertThat(compilations()).isEqualTo(1);
    assertThat(cached).isEqualTo(49);
    assertThat(one.sandbox.leases).hasValue(0);
    assertThat(two.sandbox.leases).hasValue(0);
  }

  @Test
  void aCompilationErrorIsFoundOnceToo() throws Exception {
    var begun = new CountDownLatch(50);
    for (Node node : List.of(one, two)) {
      node.sandbox.compiler =
          request -> {
            await50(begun);
            return FakeSandbox.ended(new Ending.Exited(1), "", "1: no");
          };
    }

    for (Future<Program> future : fifty(begun)) {
      var program = (Program.Rejected) future.get(30, TimeUnit.SECONDS);
      assertThat(program.compiled().output()).isEqualTo("1: no");
      assertThat(program.message()).isEqualTo("the program does not compile");
    }

    assertThat(compilations()).isEqualTo(1);
    assertThat(two.program("same").compiled().cached()).isTrue();
    assertThat(compilations()).isEqualTo(1);
    try (var direct = new Jedis(server.uri())) {
      assertThat(direct.ttl(shared())).isBetween(11L, 60L);
    }
  }

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
        (Program.Ready) threads.submit(() -> one.program("same")).get(10, TimeUnit.SECONDS);
    program.close();
    assertThat(((Program.Ready) one.program("same")).compiled().cached()).isTrue();
    var elsewhere = threads.submit(() -> two.program("same"));
    free.countDown();

    assertThat(elsewhere.get(20, TimeUnit.SECONDS).compiled().cached()).isTrue();
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
        .atMost(Duration.ofSeconds(20))
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
  void aSandboxFailureFailsOnlyItsOwnCaller() throws Exception {
    var failures = new AtomicInteger();
    var begun = new CountDownLatch(50);
    one.sandbox.compiler =
        request -> {
          await50(begun);
          if (failures.incrementAndGet() <= 3) {
            throw new SandboxFailure("no box");
          }
          return FakeSandbox.compiled();
        };
    two.sandbox.compiler = one.sandbox.compiler;

    var broken = 0;
    for (Future<Program> future : fifty(begun)) {
      try {
        ((Program.Ready) future.get(30, TimeUnit.SECONDS)).close();
      } catch (ExecutionException e) {
        assertThat(e).hasCauseInstanceOf(SandboxFailure.class);
        broken++;
      }
    }

    assertThat(broken).isBetween(0, 1);
    assertThat(failures).hasValue(4);
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
    await().atMost(Duration.ofSeconds(10)).until(lost::isDone);
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
    await().atMost(Duration.ofSeconds(10)).until(() -> compilations() == 1);

    two.program("same");
    first.get(10, TimeUnit.SECONDS);

    assertThat(compilations()).isEqualTo(1);
  }

  @Test
  void whatWasEvictedHereComesFromRedis() {
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

  @Test
  void whateverMakesADifferenceIsCompiled() {
    one.program("same");
    one.program("other");
    one.program("same", "-O3");
    one.builds.works("cpp", "12.2.0", "another build of g++ 12.2.0");
    one.program("same");

    assertThat(compilations()).isEqualTo(4);
  }

  @Test
  void aLanguageThatHasNotProvedToWorkIsCompiledAlways() {
    one.builds.fails("cpp");
    assertThat(one.program("same").compiled().cached()).isFalse();
    assertThat(one.program("same").compiled().cached()).isFalse();
    assertThat(compilations()).isEqualTo(2);
  }

  @Test
  void sourcesThatOnlyHaveToBeWellFormedAreCheckedOnce() {
    var javascript = languages.find("javascript").orElseThrow();
    for (Node node : List.of(one, two, one)) {
      assertThat(node.compileOnce.program(job("javascript", "1"), javascript))
          .isInstanceOf(Program.Ready.class);
    }

    assertThat(one.sandbox.runs.size() + two.sandbox.runs.size()).isEqualTo(1);
  }

  @Test
  void withoutRedisEachNodeCompilesForItself() {
    var away = new CacheRedis(Optional.of(URI.create("redis://127.0.0.1:1")));
    var alone = new Node(away);
    alone.program("same");

    assertThat(alone.program("same").compiled().cached()).isTrue();
    assertThat(alone.sandbox.compilations).hasSize(1);
    away.close();
  }

  @Test
  void whatRedisHoldsMayBeNonsense() {
    one.program("same");
    try (var direct = new Jedis(server.uri())) {
      direct.set(shared(), "nonsense");
    }

    assertThat(two.program("same")).isInstanceOf(Program.Ready.class);
    assertThat(compilations()).isEqualTo(2);
  }

  @Test
  void anErrorLeavesTheNextWhoAsksNotWaiting() {
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

  @Test
  void anInterruptEndsTheWaiting() {
    var never = new CountDownLatch(1);
    one.sandbox.compiler =
        request -> {
          await50(never);
          return FakeSandbox.compiled();
        };
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> one.program("same")).isInstanceOf(SandboxFailure.class);
    assertThat(Thread.interrupted()).isTrue();
    never.countDown();
  }

  @Test
  void aSubmissionThatRefusesCachesIsCompiledAgain() {
    one.sandbox.compiler = request -> FakeSandbox.ended(new Ending.Exited(1), "", "1: no");
    assertThat(one.program("same")).isInstanceOf(Program.Rejected.class);
    one.sandbox.compiler = request -> FakeSandbox.compiled();
    var cpp = languages.find("cpp").orElseThrow();
    for (int i = 0; i < 2; i++) {
      var program = one.compileOnce.program(job("cpp", false, "same"), cpp);
      assertThat(program).isInstanceOf(Program.Ready.class);
      assertThat(program.compiled().cached()).isFalse();
    }
    assertThat(compilations()).isEqualTo(3);
  }

  @Test
  void aCompilerThatDoesNotStartIsNotACompilationError() {
    one.sandbox.compiler =
        request -> FakeSandbox.ended(new Ending.Exited(127), "", "g++: not found");
    assertThatThrownBy(() -> one.program("same")).isInstanceOf(SandboxFailure.class);

    assertThat(one.builds.doubted).contains("cpp");
    assertThat(two.program("same")).isInstanceOf(Program.Ready.class);
  }

  static Stream<RunReport> unclear() {
    return Stream.of(
        FakeSandbox.ended(new Ending.Exited(4), "", "internal compiler error"),
        FakeSandbox.ended(new Ending.Exited(1), "", ""));
  }

  @ParameterizedTest
  @MethodSource("unclear")
  void whatTheCompilerDidNotSayClearlyIsNotShared(RunReport report) {
    one.sandbox.compiler = request -> report;

    assertThat(one.program("same")).isInstanceOf(Program.Rejected.class);
    assertThat(two.program("same")).isInstanceOf(Program.Ready.class);
  }

  @Test
  void aCancelledCompilationIsLeftToTheNextWhoWantsIt() throws Exception {
    var begun = new CountDownLatch(1);
    one.sandbox.compiler =
        request -> {
          begun.countDown();
          return FakeSandbox.interrupted();
        };
    var cancelled = threads.submit(() -> one.program("same"));
    await50(begun);
    one.sandbox.compiler = request -> FakeSandbox.compiled();
    var next = threads.submit(() -> one.program("same"));
    cancelled.cancel(true);

    assertThat(next.get(5, TimeUnit.SECONDS)).isInstanceOf(Program.Ready.class);
    await().atMost(Duration.ofSeconds(10)).until(() -> one.sandbox.running.get() == 0);
  }
}
