package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Parts die, hang and stay away while a hundred submissions are on their way. */
class KillIT {
  private static Product product;

  @BeforeAll
  static void start() {
    product = Product.start(Map.of("RESULT_TTL", "1200"));
  }

  @AfterAll
  static void stop() {
    product.close();
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
