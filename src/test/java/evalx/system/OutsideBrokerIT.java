package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker of its own dies and comes back, or does not. */
@Tag("slow")
class OutsideBrokerIT {
  @TempDir static Path folder;
  private static OutsideBroker broker;
  private static Product product;

  @BeforeAll
  static void start() {
    broker = new OutsideBroker(folder);
    var settings = new HashMap<>(broker.settings());
    settings.put("RESULT_TTL", "1200");
    product = Product.start(settings);
  }

  @AfterAll
  static void stop() {
    try {
      product.close();
    } finally {
      broker.close();
    }
  }

  @Test
  void aKilledBrokerLosesNothing() {
    var burst = Burst.send(product.client()).underWay();
    broker.kill();
    broker.start();
    burst.allEndRight();
  }

  @Test
  void whileTheBrokerIsAwayClientsAreToldToComeBackAndTheServerCanBeStopped() {
    var client = product.client();
    broker.kill();
    try {
      var start = Instant.now();
      var refused = client.post(Client.bytes(Programs.sums("c", 0)));
      assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
      assertThat(refused.headers().firstValue("Retry-After")).isPresent();
      assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(8));

      var server = product.process(Part.SERVER).orElseThrow();
      product.signal(Part.SUPERVISOR, "KILL");
      server.destroy();
      assertThat(server.onExit()).succeedsWithin(Duration.ofSeconds(20));
    } finally {
      broker.start();
    }
    product.up();
    Burst.send(client).allEndRight();
  }
}
