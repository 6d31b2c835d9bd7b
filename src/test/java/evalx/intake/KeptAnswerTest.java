package evalx.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import evalx.intake.IdempotencyKeys.Keyed;
import evalx.redis.Redis;
import evalx.redis.RedisServer;
import evalx.submission.Caller;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

class KeptAnswerTest {
  private static final Caller ANN = Caller.anonymous("192.0.2.7");

  /** Shorter than a request is known that submits, longer than one may take. */
  private static final Duration LIFE = Duration.ofMinutes(7);

  @TempDir static Path folder;
  private static RedisServer server;
  private static Redis redis;

  private final String key = UUID.randomUUID().toString();
  private final AtomicInteger made = new AtomicInteger();

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

  /** As a node of its own would. */
  private String answer(Caller caller, String what, String body, Supplier<String> make) {
    var request = new Keyed(key, caller, what, body.getBytes(UTF_8));
    return new String(
        new IdempotencyKeys(redis).answer(request, LIFE, () -> make.get().getBytes(UTF_8)), UTF_8);
  }

  private String answer(String body) {
    return answer(ANN, "/a", body, this::make);
  }

  private String make() {
    return "answer " + made.incrementAndGet();
  }

  @Test
  void theSameRequestGetsTheSameAnswerAndIsMadeOnce() {
    assertThat(answer("body")).isEqualTo("answer 1");
    assertThat(answer("body")).isEqualTo("answer 1");
    assertThat(answer(Caller.anonymous("192.0.2.8"), "/a", "body", this::make))
        .as("of somebody else")
        .isEqualTo("answer 2");
  }

  @Test
  void itIsKeptAsLongAsItIsOfUse() {
    answer("body");

    try (var jedis = new Jedis(server.uri())) {
      var kept = jedis.keys("evalx:request:*");
      assertThat(kept).isNotEmpty();
      assertThat(kept)
          .allMatch(name -> jedis.pttl(name) > LIFE.toMillis() - 60_000)
          .allMatch(name -> jedis.pttl(name) <= LIFE.toMillis());
    }
  }

  @Test
  void anotherRequestWithTheKeyIsRefused() {
    answer("body");

    assertThatThrownBy(() -> answer("another")).isInstanceOf(KeyReused.class);
    assertThatThrownBy(() -> answer(ANN, "/b", "body", this::make)).isInstanceOf(KeyReused.class);
    var submission = new Keyed(key, ANN, "/submissions", "body".getBytes(UTF_8));
    assertThatThrownBy(() -> new IdempotencyKeys(redis).reservations(submission).apply(0).reserve())
        .isInstanceOf(KeyReused.class);
    assertThat(made).hasValue(1);
  }

  @Test
  void oneThatFailedIsTriedAgain() {
    assertThatThrownBy(
            () ->
                answer(
                    ANN,
                    "/a",
                    "body",
                    () -> {
                      throw new IllegalStateException("no");
                    }))
        .hasMessage("no");

    assertThat(answer("another body")).isEqualTo("answer 1");
  }

  @Test
  void whoComesWhileItIsMadeGetsIt() throws Exception {
    var threads = Executors.newFixedThreadPool(8);
    try {
      var answers = new ArrayList<String>();
      Callable<String> call = () -> answer("body");
      for (var answer : threads.invokeAll(Collections.nCopies(8, call))) {
        answers.add(answer.get());
      }
      assertThat(answers).containsOnly("answer 1");
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void whoHasWaitedLongEnoughIsToldToComeBack() throws Exception {
    try (var first = new Unfinished()) {
      assertThatThrownBy(() -> kept(Duration.ZERO)).isInstanceOf(KeyInUse.class);

      assertThat(first.finish()).isEqualTo("answer 1");
      assertThat(answer("body")).isEqualTo("answer 1");
    }
  }

  /** Hundreds may wait for one that takes long. */
  @Test
  void whoWaitsAsksEverMoreSeldom() throws Exception {
    try (var first = new Unfinished()) {
      var before = scripts();

      assertThatThrownBy(() -> kept(Duration.ofMillis(600))).isInstanceOf(KeyInUse.class);

      assertThat(scripts() - before)
          .as("at once, after 20, 40, 80 and 160 ms, and at the end")
          .isBetween(2L, 7L);
      first.finish();
    }
  }

  private static long scripts() {
    try (var jedis = new Jedis(server.uri())) {
      var calls =
          Pattern.compile("cmdstat_evalsha:calls=(\\d+)").matcher(jedis.info("commandstats"));
      return calls.find() ? Long.parseLong(calls.group(1)) : 0;
    }
  }

  /** The same request on another thread, which is being answered until it may be. */
  private final class Unfinished implements AutoCloseable {
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final Future<String> answer;

    Unfinished() throws InterruptedException {
      answer =
          thread.submit(
              () ->
                  answer(
                      ANN,
                      "/a",
                      "body",
                      () -> {
                        begun.countDown();
                        awaitEnd(end);
                        return make();
                      }));
      begun.await();
    }

    String finish() throws InterruptedException, ExecutionException {
      end.countDown();
      return answer.get();
    }

    @Override
    public void close() {
      thread.shutdownNow();
    }
  }

  private byte[] kept(Duration patience) {
    var request = new Keyed(key, ANN, "/a", "body".getBytes(UTF_8));
    return new IdempotencyKeys(redis)
        .kept(request, LIFE)
        .orElse(() -> make().getBytes(UTF_8), patience);
  }

  private static void awaitEnd(CountDownLatch end) {
    try {
      end.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aCallerHasABoundedNumberOfThem() {
    var caller = Caller.anonymous("2001:db8::1");
    try (var jedis = new Jedis(server.uri())) {
      jedis.set("evalx:answers:" + caller.limitKey(), Integer.toString(KeptAnswer.MAX_KEPT - 1));
    }
    assertThat(answer(caller, "/a", "body", this::make)).isEqualTo("answer 1");

    assertThatThrownBy(() -> answer(Caller.anonymous("2001:db8::2"), "/a", "body", this::make))
        .isInstanceOf(TooManyKeys.class);
    assertThat(answer(caller, "/a", "body", this::make)).isEqualTo("answer 1");
  }
}
