package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import evalx.sandbox.docker.DockerDaemon;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The whole product with the drivers that are not its own. */
@Tag("slow")
class DriversIT {
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final String NOTHING = ":";
  private static final String NAP = "sleep 8";

  private static DockerDaemon engine;
  private static Product product;

  @BeforeAll
  static void start() {
    engine = new DockerDaemon();
    engine.letIn("evalx");
    engine.buildImage("evalx-drivers-it", "bash", "coreutils");
    product =
        Product.start(
            Map.of(
                "SANDBOX", "auto",
                "USE_ISOLATE", "false",
                "DOCKER_HOST", engine.host().toString(),
                "DOCKER_IMAGES", "evalx-drivers-it"));
  }

  @AfterAll
  static void stop() {
    try (var ending = engine) {
      product.close();
      assertThat(ending.containers()).isEmpty();
    }
  }

  @Test
  void aDriverThatFailsIsPassedOverUntilItWorksAgain() {
    assertThat(run(NOTHING).get("driver").asText()).isEqualTo("native");
    await("both run Bash")
        .atMost(LIMIT)
        .until(
            () ->
                log()
                    .lines()
                    .anyMatch(line -> line.contains("Bash") && line.endsWith("works with docker")));
    takeNativeAway();
    try {
      var result = run(NOTHING);
      assertThat(result.get("driver").asText()).isEqualTo("docker");
      filesStandForStdinAndStdout();
      assertThat(log())
          .contains("native failed, so docker runs job " + result.get("token").asText());
      assertThat(product.client().get("/metrics").body())
          .containsPattern("evalx_driver_fallbacks_total\\{.*from=\"native\".*\\} [1-9]");
      assertThat(product.client().get("/health/ready").body()).contains("native does not work");
      aKilledServersContainersAreSwept();
    } finally {
      giveNativeBack();
    }
    await("native again")
        .atMost(LIMIT)
        .until(() -> run(NOTHING).get("driver").asText().equals("native"));
  }

  private static void filesStandForStdinAndStdout() {
    var submission = bash("cat in.txt in.txt >out.txt; cat");
    submission.put("input_file_name", "in.txt").put("output_file_name", "out.txt");
    submission.putArray("test_cases").addObject().put("stdin", "x").put("expected_output", "xx");
    var result = product.client().result(product.client().submit(submission), LIMIT);
    assertThat(result.get("status").asText()).as(result.toString()).isEqualTo("Accepted");
    assertThat(result.get("driver").asText()).isEqualTo("docker");
  }

  /** A stopped container does not see that its server is gone. */
  private static void aKilledServersContainersAreSwept() {
    var token = product.client().submit(bash(NAP));
    var left = new AtomicReference<String>();
    await("a container stands still")
        .atMost(LIMIT)
        .ignoreExceptions()
        .until(
            () -> {
              left.set(engine.containers().get(0));
              engine.docker("pause", left.get());
              return true;
            });
    product.crash(Part.SERVER);
    await("the sweep").atMost(LIMIT).until(() -> !engine.containers().contains(left.get()));
    var result = product.client().result(token, LIMIT);
    assertThat(result.get("status").asText()).as(result.toString()).isEqualTo("Accepted");
    assertThat(result.get("attempts").asInt()).isEqualTo(2);
  }

  /** The daemon is gone, and so is what its supervisor would start again. */
  private static void takeNativeAway() {
    move("evalx-isolate", "evalx-isolate.away");
    product.signal(Part.SANDBOX, "KILL");
  }

  private static void giveNativeBack() {
    move("evalx-isolate.away", "evalx-isolate");
  }

  private static void move(String from, String to) {
    var programs = product.state().resolve("program");
    var status =
        Script.asRoot("mv", programs.resolve(from).toString(), programs.resolve(to).toString());
    assertThat(status).isZero();
  }

  private static JsonNode run(String code) {
    var result = product.client().result(product.client().submit(bash(code)), LIMIT);
    assertThat(result.get("status").asText()).as(result.toString()).isEqualTo("Accepted");
    return result;
  }

  private static ObjectNode bash(String code) {
    return Client.JSON
        .createObjectNode()
        .put("language", "bash")
        .put("code", code)
        .put("cache", false);
  }

  private static String log() {
    try {
      return Files.readString(product.state().resolve("log/server.log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
