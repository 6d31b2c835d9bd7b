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
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

class KeptAnswerTest {
  private static final Caller ANN = Caller.anonymous("192.0.2.7");

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
        new IdempotencyKeys(redis).answer(request, () -> make.get().getBytes(UTF_8)), UTF_8);
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
  void itIsKeptForAnHour() {
    answer("body");

    try (var jedis = new Jedis(server.uri())) {
      var kept = jedis.keys("evalx:request:*");
      assertThat(kept).isNotEmpty();
      assertThat(kept)
          .allMatch(name -> jedis.pttl(name) > 3_500_000 && jedis.pttl(name) <= 3_600_000);
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
    var begun = new CountDownLatch(1);
    var end = new CountDownLatch(1);
    var thread = Executors.newSingleThreadExecutor();
    try {
      var first =
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

      assertThatThrownBy(() -> kept(Duration.ZERO)).isInstanceOf(KeyInUse.class);

      end.countDown();
      assertThat(first.get()).isEqualTo("answer 1");
      assertThat(answer("body")).isEqualTo("answer 1");
    } finally {
      thread.shutdownNow();
    }
  }

  private byte[] kept(Duration patience) {
    var request = new Keyed(key, ANN, "/a", "body".getBytes(UTF_8));
    return new IdempotencyKeys(redis).kept(request).orElse(() -> make().getBytes(UTF_8), patience);
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
