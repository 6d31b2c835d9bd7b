package evalx.compilation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import evalx.cache.ArtifactCache;
import evalx.capacity.SandboxGate;
import evalx.capacity.Waiting;
import evalx.files.NoFiles;
import evalx.language.FakeBuilds;
import evalx.language.Languages;
import evalx.redis.CacheRedis;
import evalx.redis.RedisServer;
import evalx.submission.Checker;
import evalx.submission.Encoding;
import evalx.submission.Job;
import evalx.submission.Limits;
import evalx.submission.SourceFile;
import evalx.submission.Submission;
import evalx.submission.SubmissionId;
import evalx.submission.TestCase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** Nodes with a sandbox each and one Redis. */
@Timeout(120)
abstract class CompileSetup {
  @TempDir static Path folder;
  static RedisServer server;

  final ExecutorService threads = Executors.newCachedThreadPool();
  final ExecutorService sharing = Executors.newSingleThreadExecutor();
  final Languages languages = new Languages();
  CacheRedis redis;
  Node one;
  Node two;

  /** A node of two places in the sandbox. */
  final class Node {
    final FakeSandbox sandbox = new FakeSandbox();
    final FakeBuilds builds = new FakeBuilds();
    boolean others = true;
    final CompileOnce compileOnce;

    Node(CacheRedis redis) {
      sandbox.selfTest = Optional.of(request -> FakeSandbox.compiled());
      builds.works("cpp", "12.2.0", "g++ 12.2.0");
      builds.works("javascript", "20.20.2", "v20.20.2");
      var cache = new ArtifactCache(redis);
      var gate = new SandboxGate(2, language -> 2, threads, new Waiting(Duration.ofMinutes(1)));
      compileOnce =
          new Compilers(
                  new ProgramCache(
                      cache, new SharePrograms(cache, sharing), () -> others, "node", true),
                  gate,
                  NoFiles.contents(),
                  Optional.empty())
              .with(new Toolchain(sandbox, builds));
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
    redis = new CacheRedis(Optional.of(server.address()));
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

  static Job job(String language, String code, String... options) {
    return job(language, true, code, options);
  }

  static Job job(String language, boolean cache, String code, String... options) {
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

  int compilations() {
    return one.sandbox.compilations.size() + two.sandbox.compilations.size();
  }

  /** The name in Redis of the one program there is or will be. */
  static String shared() {
    try (var direct = new Jedis(server.uri())) {
      return await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> direct.keys("evalx:artifact:*"), keys -> !keys.isEmpty())
          .iterator()
          .next();
    }
  }

  /** Many at once on both nodes; none ends before all have begun. */
  List<Future<Program>> fifty(CountDownLatch begun) {
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

  static void await50(CountDownLatch begun) {
    try {
      assertThat(begun.await(50, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
