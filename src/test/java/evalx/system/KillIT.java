package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;

/**
 * Parts die, hang and stay away while submissions are on their way, and the cache is very small.
 */
class KillIT {
  /** Some seconds of compiler, for a number that makes it a program of its own. */
  private static final String SLOW_TO_COMPILE =
      """
      #include <bits/stdc++.h>
      // %d
      template <int N> int same() {
        std::map<std::array<int, N>, std::string> map;
        map[{}] = "x";
        std::vector<std::array<int, N>> list(1);
        std::sort(list.begin(), list.end());
        if constexpr (N > 1) same<N - 1>();
        return map.size() - list.size();
      }
      int main() {
        int a, b;
        std::cin >> a >> b;
        std::cout << a + b + same<12>() << std::endl;
      }
      """;

  private static final Duration LIMIT = Duration.ofMinutes(4);
  private static final Random RANDOM = new Random();

  private static Product product;

  @BeforeAll
  static void start() {
    product = Product.start(Map.of("RESULT_TTL", "1200", "REDIS_CACHE_MEMORY", "12mb"));
  }

  /** Nothing is left of one that was killed as a whole. */
  @AfterAll
  static void stop() {
    for (var part : Part.values()) {
      if (product.process(part).isPresent()) {
        product.signal(part, "KILL");
      }
    }
    product.close();
    ScriptIT.assertNothingRuns(product);
    assertThat(product.state()).doesNotExist();
  }

  /** The settings of this product name none. */
  @Test
  void clientsOfOtherEnginesFindNothingWhereNobodyAskedForThem() {
    DialectPaths.areOnly(Set.of(), product);
  }

  @ParameterizedTest
  @EnumSource(
      value = Part.class,
      names = {"SERVER", "REDIS", "SANDBOX"})
  void aKilledPartLosesNothing(Part part) {
    var burst = Burst.send(product.client()).underWay();
    product.crash(part);
    burst.allEndRight();
  }

  @Test
  @Tag("slow")
  void aKilledSupervisorAndServerLoseNothingUntilTheNextStart() {
    var burst = Burst.send(product.client()).underWay();
    product.signal(Part.SUPERVISOR, "KILL");
    product.signal(Part.SERVER, "KILL");
    product.up();
    burst.allEndRight();
  }

  /** Such a server would stay up and answer 404 to everybody. */
  @Test
  @Tag("slow")
  void aServerThatCannotOpenItsJournalIsStartedAgainUntilItCan() {
    var burst = Burst.send(product.client()).underWay();
    var data = product.state().resolve("data").toString();
    assertThat(Script.asRoot("chmod", "0", data)).isZero();
    try {
      product.signal(Part.SERVER, "KILL");
      await("the supervisor has noticed")
          .atMost(Duration.ofMinutes(2))
          .until(() -> supervisorLog().contains("the server is started again: The server could"));
    } finally {
      assertThat(Script.asRoot("chmod", "700", data)).isZero();
    }
    burst.allEndRight();
  }

  private static String supervisorLog() {
    return product.script(Duration.ofSeconds(20), "logs", "supervisor").output();
  }

  /** One of fifty that want the same program was compiling it for all, on every node. */
  @Test
  @Tag("slow")
  void aServerKilledDuringACompilationFailsNoOtherSubmission() {
    var client = product.client();
    var submission = Programs.sums("cpp", 0, 3, -1);
    var code = SLOW_TO_COMPILE.formatted(RANDOM.nextLong());
    var tokens = new ArrayList<String>();
    for (int i = 0; i < 50; i++) {
      tokens.add(client.submit(submission.put("code", code)));
    }
    try (var redis = new Jedis(URI.create(product.cacheUrl()))) {
      var claims =
          await("a compilation")
              .atMost(Duration.ofSeconds(60))
              .pollInterval(Duration.ofMillis(20))
              .until(() -> redis.keys("evalx:compiling:*"), found -> !found.isEmpty());
      product.crash(Part.SERVER);
      assertThat(claims)
          .as("compilations that the kill cut")
          .anyMatch(claim -> !redis.exists(claim.replace("compiling", "artifact")));
    }

    var results = tokens.stream().map(token -> client.result(token, LIMIT)).toList();

    assertThat(results)
        .allSatisfy(
            result -> {
              assertThat(result.get("status").asText()).isEqualTo("Wrong Answer");
              assertThat(result.get("passed").asInt()).isEqualTo(2);
            });
    assertThat(results.stream().filter(result -> !result.get("compile_cached").asBoolean()))
        .hasSize(1);
  }

  @Test
  void whileRedisHangsClientsAreToldToComeBack() {
    var client = product.client();
    var burst = Burst.send(client).underWay();
    product.signal(Part.REDIS, "STOP");
    try {
      var start = Instant.now();
      var refused = client.post(Client.bytes(Programs.sums("c", 0)));
      assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
      assertThat(refused.headers().firstValue("Retry-After")).isPresent();
      assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(8));
      var unknown = client.find(burst.pending(), 0);
      assertThat(unknown.statusCode()).as(unknown.body()).isEqualTo(503);
    } finally {
      product.signal(Part.REDIS, "CONT");
    }
    burst.allEndRight();
  }

  /**
   * Each program is half a megabyte that no compression makes smaller, and is asked for again,
   * which brings it into the cache of a worker that is alone.
   */
  @Test
  void aFullCacheFailsNoSubmission() {
    var client = product.client();
    var submissions = new ArrayList<ObjectNode>();
    for (int i = 0; i < 40; i++) {
      var submission = Programs.sums("c", 0, 3, 6);
      var code = submission.get("code").asText() + "\nconst char ballast[] = \"";
      submissions.add(submission.put("code", code + noise(600_000) + "\";\n"));
    }

    for (int turn = 0; turn < 2; turn++) {
      assertThat(submissions.stream().map(client::submit).toList())
          .allSatisfy(token -> assertAccepted(client, token));
    }
    try (var cache = new Jedis(URI.create(product.cacheUrl()))) {
      await()
          .atMost(LIMIT)
          .untilAsserted(() -> assertThat(cache.info("stats")).doesNotContain("evicted_keys:0\r"));
    }
  }

  private static String noise(int letters) {
    return RANDOM
        .ints(letters, 0, 64)
        .collect(
            StringBuilder::new,
            (text, i) -> text.append((char) (i < 32 ? '@' + i : 'A' + i)),
            StringBuilder::append)
        .toString()
        .replace('\\', '0');
  }

  @Test
  void aCacheThatIsAwayFailsNoSubmission() {
    product.crash(Part.CACHE);
    product.signal(Part.CACHE, "STOP");
    try {
      var client = product.client();
      var submission = Programs.sums("c", 0, 3);
      var code = submission.get("code").asText() + "\n// " + RANDOM.nextLong();
      assertAccepted(client, client.submit(submission.put("code", code)));
    } finally {
      product.signal(Part.CACHE, "CONT");
    }
  }

  private static void assertAccepted(Client client, String token) {
    var result = client.result(token, LIMIT);
    assertThat(result.get("status").asText()).as("%s", result).isEqualTo("Accepted");
  }

  @Test
  @Tag("slow")
  void redisMayBeAwayForAMinute() throws IOException {
    var burst = Burst.send(product.client()).underWay();
    var back = Instant.now().plusSeconds(60);
    product.signal(Part.REDIS, "KILL");
    // The port is held, so that the supervisor cannot start Redis again before its time.
    try (var socket = hold(product.port("REDIS_PORT"))) {
      await("a minute")
          .atMost(Duration.ofSeconds(90))
          .until(() -> socket.isBound() && Instant.now().isAfter(back));
    }
    burst.allEndRight();
  }

  private static ServerSocket hold(int port) {
    return await("the port of Redis")
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(10))
        .ignoreExceptions()
        .until(
            () -> new ServerSocket(port, 1, InetAddress.getLoopbackAddress()),
            ServerSocket::isBound);
  }
}
