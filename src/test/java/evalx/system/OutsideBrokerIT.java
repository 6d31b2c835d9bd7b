package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
  private static final Duration START = Duration.ofMinutes(5);
  private static final String REFUSED =
      "The broker refuses the account 'evalx': check ARTEMIS_USER and ARTEMIS_PASSWORD";

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

  @Test
  void aWrongPasswordIsSaidBeforeAnythingStartsAndEndsNothing() {
    var wrong = new HashMap<>(broker.settings());
    wrong.put("ARTEMIS_PASSWORD", "wrong");
    var server = product.process(Part.SERVER);
    try (var second = Product.prepare(wrong)) {
      var outcome = second.script(START, "up", "--detach");
      assertThat(outcome.status()).isEqualTo(1);
      assertThat(outcome.output()).contains(REFUSED).doesNotContain("The sandbox daemon listens");
      ScriptIT.assertNothingRuns(second);
    }
    var settings = new HashMap<>(product.environment());
    settings.putAll(wrong);
    var state = product.state().toString();

    var outcome = Script.run(settings, START, "up", "--detach", "--state", state);

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.output()).contains(REFUSED);
    assertThat(product.process(Part.SERVER)).isPresent().isEqualTo(server);
    product.up();
  }

  @Test
  void aPasswordThatTheBrokerTakesNoLongerIsToldByHealth() {
    var client = product.client();
    broker.kill();
    var right = broker.password("another");
    broker.start();
    try {
      await("health")
          .atMost(Duration.ofMinutes(2))
          .untilAsserted(
              () -> {
                var health = client.get("/health");
                assertThat(health.statusCode()).isEqualTo(503);
                assertThat(health.body())
                    .contains(
                        "the broker refuses the account", "ARTEMIS_USER and ARTEMIS_PASSWORD");
              });
    } finally {
      broker.kill();
      broker.password(right);
      broker.start();
    }
    product.up();
    Burst.send(client).allEndRight();
  }
}
