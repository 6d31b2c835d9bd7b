package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is told to end, and one that takes the place of another, with jobs in hand. */
@Tag("slow")
class ReplaceIT {
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final int JOBS = 20;
  private static final int DRAIN_SECONDS = 10;

  private static Product product;

  @BeforeAll
  static void start() {
    product = Product.start(Map.of("DRAIN_TIMEOUT", Integer.toString(DRAIN_SECONDS)));
  }

  @AfterAll
  static void stop() {
    product.close();
  }

  @Test
  void aServerToldToEndFinishesWhatItCanAndHandsBackTheRest() {
    var client = product.client();
    var inTime = sleep(client, DRAIN_SECONDS / 2);
    var tooLong = sleep(client, 3 * DRAIN_SECONDS);
    awaitRun(client, inTime);
    awaitRun(client, tooLong);
    var server = product.process(Part.SERVER).orElseThrow();

    product.signal(Part.SERVER, "TERM");

    await("not ready")
        .atMost(LIMIT)
        .ignoreExceptions()
        .until(() -> client.get("/health/ready").statusCode() == 503);
    var late = sleep(client, 0);
    await("the server has ended").atMost(LIMIT).until(() -> !server.isAlive());
    assertAcceptedAtTheFirstAttempt(client, List.of(inTime, tooLong, late));
    // The server that took its place logs more than `logs` shows.
    assertThat(product.state().resolve("log/server.log"))
        .content()
        .contains("[" + tooLong + "] go back to their queues");
  }

  @Test
  void anotherSettingReplacesTheServerAndLosesNoJob() {
    var client = product.client();
    var tokens = new ArrayList<String>();
    for (int i = 0; i < JOBS; i++) {
      tokens.add(sleep(client, 1));
    }
    var redis = product.process(Part.REDIS);
    var server = product.process(Part.SERVER);
    var settings = new HashMap<>(product.environment());
    settings.put("MAX_TEST_CASES", "7");

    var changed = up(settings);

    assertThat(changed).contains("will be replaced, because of MAX_TEST_CASES");
    assertThat(product.process(Part.SERVER)).isPresent().isNotEqualTo(server);
    assertThat(product.process(Part.REDIS)).isEqualTo(redis);
    assertAcceptedAtTheFirstAttempt(client, tokens);
    // what is not given stays as it is
    assertThat(up(product.environment())).contains("EvalX already runs at");
  }

  @Test
  void aNewBuildReplacesTheServerAndLosesNoJob(@TempDir Path folder) throws IOException {
    var client = product.client();
    var tokens = new ArrayList<String>();
    for (int i = 0; i < JOBS; i++) {
      tokens.add(sleep(client, 1));
    }
    var server = product.process(Part.SERVER);
    var settings = new HashMap<>(product.environment());
    var build = Files.copy(Path.of("target/evalx.war"), folder.resolve("evalx.war"));
    settings.put("EVALX_WAR", build.toString());

    assertThat(up(settings)).contains("will be replaced, because of a new build");

    assertThat(product.process(Part.SERVER)).isPresent().isNotEqualTo(server);
    assertAcceptedAtTheFirstAttempt(client, tokens);
    assertThat(up(settings)).contains("EvalX already runs at");
    // and back
    assertThat(up(product.environment())).contains("because of a new build");
  }

  @Test
  void aBrokerOfItsOwnStaysOnItsPort() throws Exception {
    var client = product.client();
    var before = List.of(sleep(client, 1), sleep(client, 1));
    assertThat(up(product.environment(), "--broker")).contains("because of --broker");
    var port = setting("BROKER_PORT");
    var after = List.of(sleep(client, 1), sleep(client, 1));
    var settings = new HashMap<>(product.environment());
    settings.put("MAX_TEST_CASES", "8");

    assertThat(up(settings)).contains("because of MAX_TEST_CASES\n");

    assertThat(product.process(Part.BROKER)).isPresent();
    assertThat(setting("BROKER_PORT")).isEqualTo(port);
    assertAcceptedAtTheFirstAttempt(client, before);
    assertAcceptedAtTheFirstAttempt(client, after);
  }

  @Test
  void whatWouldNotStartEndsNothing() throws Exception {
    var server = product.process(Part.SERVER);
    var settings = new HashMap<>(product.environment());
    settings.put("RESULT_TTL", "soon");

    assertRefused(settings, "A setting cannot be used: RESULT_TTL must be a whole number");

    var noStore = new HashMap<>(product.environment());
    noStore.put("BROKER_KEYSTORE", "/etc/hostname");
    assertRefused(noStore, "BROKER_KEYSTORE cannot be opened with BROKER_KEYSTORE_PASSWORD");

    var samePort = new HashMap<>(product.environment());
    samePort.put("CACHE_PORT", samePort.get("REDIS_PORT"));
    assertRefused(samePort, "CACHE_PORT and REDIS_PORT are both " + samePort.get("REDIS_PORT"));

    var entry = product.state().resolve("hints.d/mine.json");
    assertThat(Script.asRoot("bash", "-c", "echo '{}' >\"$0\"", entry.toString())).isZero();
    try {
      assertRefused(product.environment(), "An entry of your own is wrong: " + entry);
    } finally {
      assertThat(Script.asRoot("rm", entry.toString())).isZero();
    }
    assertThat(product.process(Part.SERVER)).isPresent().isEqualTo(server);
    assertThat(up(product.environment())).contains("EvalX already runs at");
  }

  private static void assertRefused(Map<String, String> settings, String sentence) {
    var state = product.state().toString();
    var outcome = Script.run(settings, LIMIT, "up", "--detach", "--state", state);
    assertThat(outcome.status()).as(outcome.output()).isEqualTo(1);
    assertThat(outcome.output()).contains(sentence).doesNotContain("EvalX is stopped");
  }

  private static String setting(String name) throws IOException {
    try (var lines = Files.lines(product.state().resolve("settings"))) {
      return lines.filter(line -> line.startsWith(name + "=")).findFirst().orElseThrow();
    }
  }

  private static String up(Map<String, String> settings, String... options) {
    var words = Stream.of("up", "--detach", "--state", product.state().toString());
    var all = Stream.concat(words, Stream.of(options)).toArray(String[]::new);
    var outcome = Script.run(settings, LIMIT, all);
    assertThat(outcome.status()).as(outcome.output()).isZero();
    return outcome.output();
  }

  private static String sleep(Client client, int seconds) {
    var job =
        Client.JSON.createObjectNode().put("language", "bash").put("code", "sleep " + seconds);
    return client.submit(job.put("wall_timeout", 60).put("cache", false));
  }

  private static void awaitRun(Client client, String token) {
    await("the job runs")
        .atMost(LIMIT)
        .until(() -> client.find(token, 0).body().contains("Processing"));
  }

  private static void assertAcceptedAtTheFirstAttempt(Client client, List<String> tokens) {
    for (String token : tokens) {
      var result = client.result(token, LIMIT);
      assertThat(result.get("status").asText()).as(result.toString()).isEqualTo("Accepted");
      assertThat(result.get("attempts").asInt()).as(result.toString()).isEqualTo(1);
    }
  }
}
