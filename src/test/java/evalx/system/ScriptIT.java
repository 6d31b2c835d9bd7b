package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The script as people use it, and misuse it. */
@ExtendWith(SharedProduct.class)
class ScriptIT {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  @TempDir private Path folder;

  @Test
  void aTakenPortIsNamedAndNothingIsLeftRunning() throws IOException {
    try (var product = Product.prepare(Map.of());
        var taken = new ServerSocket(product.port("PORT"), 1, InetAddress.getLoopbackAddress())) {
      var outcome = product.script(LIMIT, "up", "--detach");
      assertThat(outcome.status()).isNotZero();
      assertThat(outcome.output())
          .contains("Port " + taken.getLocalPort() + " is taken")
          .contains("PORT=");
      assertNothingRuns(product);
    }
  }

  @Test
  void aBadSettingIsNamedAndNothingIsLeftRunning() {
    try (var product = Product.prepare(Map.of("RESULT_TTL", "soon"))) {
      var outcome = product.script(LIMIT, "up", "--detach");
      assertThat(outcome.status()).isNotZero();
      assertThat(outcome.output())
          .contains("RESULT_TTL must be a whole number from 1 to 604800, not 'soon'");
      assertNothingRuns(product);
    }
  }

  /** One copy beside another: started twice, stopped, started, killed as a whole, deleted. */
  @Test
  void theLifeOfASecondCopy(Product first) {
    try (var second = Product.start(Map.of())) {
      live(second);
      assertThat(second.script(LIMIT, "down", "--wipe").status()).isZero();
      assertNothingRuns(second);
      assertThat(second.state()).doesNotExist();
    }
    assertWorks(first);
  }

  private static void live(Product second) {
    var again = second.script(LIMIT, "up", "--detach");
    assertThat(again.status()).isNotZero();
    assertThat(again.output()).contains("already runs at");
    var token = assertWorks(second);

    assertThat(second.script(LIMIT, "down").status()).isZero();
    assertNothingRuns(second);
    second.up();
    assertThat(second.client().find(token, 0).statusCode()).as("data stay").isEqualTo(200);

    for (var part : Part.values()) {
      second.signal(part, "KILL");
    }
  }

  private static String assertWorks(Product product) {
    var client = product.client();
    var token = client.submit(Programs.sums("bash", 0, 3));
    assertThat(client.result(token, LIMIT).get("status").asText()).isEqualTo("Accepted");
    return token;
  }

  @Test
  void interruptStopsTheForeground() throws IOException {
    try (var product = Product.prepare(Map.of())) {
      var output = folder.resolve("up.out");
      var state = product.state().toString();
      var up = Script.start(product.environment(), output, "up", "--state", state);
      await("EvalX runs")
          .atMost(LIMIT)
          .until(() -> !up.isAlive() || Files.readString(output).contains("Ctrl-C stops it"));
      assertThat(up.isAlive()).as(Files.readString(output)).isTrue();
      assertThat(Script.asRoot("kill", "-INT", Long.toString(up.pid()))).isZero();
      await("the end").atMost(Duration.ofMinutes(1)).until(() -> !up.isAlive());
      assertThat(up.exitValue()).as(Files.readString(output)).isZero();
      assertThat(Files.readString(output)).contains("Accepted").contains("EvalX is stopped.");
      assertNothingRuns(product);
    }
  }

  @Test
  void submitPrintsTheVerdictAndExitsByIt(Product product) throws IOException {
    var input = Files.writeString(folder.resolve("input"), "20 22\n").toString();
    var right = program("accepted.py", "python");
    var accepted = product.script(LIMIT, "submit", right, "--stdin", input);
    assertThat(accepted.output()).contains("Accepted").contains("42");
    assertThat(accepted.status()).isZero();
    var wrong = product.script(LIMIT, "submit", program("sigsegv.c", "c"));
    assertThat(wrong.output()).contains("Runtime Error (SIGSEGV)");
    assertThat(wrong.status()).isNotZero();
    var unknown = product.script(LIMIT, "submit", "README.md");
    assertThat(unknown.output()).contains("No language has files like README.md");
    assertThat(unknown.status()).isNotZero();
  }

  @Test
  void theServerStartsFromAnArchiveOfItsClasses(Product product) {
    var maps = "/proc/" + product.process(Part.SERVER).orElseThrow().pid() + "/maps";
    assertThat(Script.asRoot("grep", "-q", "/var/cache/evalx/server-.*/classes.jsa", maps))
        .isZero();
  }

  @Test
  void theServerStartsNoHazelcast(Product product) {
    var threads = "/proc/" + product.process(Part.SERVER).orElseThrow().pid() + "/task/*/comm";
    assertThat(Script.asRoot("sh", "-c", "grep -q '^http' " + threads)).isZero();
    assertThat(Script.asRoot("sh", "-c", "grep -q '^hz' " + threads)).isEqualTo(1);
  }

  @Test
  void doctorFindsAHealthyProductHealthy(Product product) {
    var outcome = product.script(LIMIT, "doctor");
    assertThat(outcome.status()).as(outcome.output()).isZero();
    assertThat(outcome.output()).contains("server runs").doesNotContain("FAIL");
  }

  private String program(String name, String language) throws IOException {
    var what = name.substring(0, name.indexOf('.'));
    var code = Programs.find(language, what).orElseThrow();
    return Files.writeString(folder.resolve(name), code).toString();
  }

  /** No process, mount, socket or control group of this product. */
  static void assertNothingRuns(Product product) {
    var state = product.state().toString();
    for (var part : Part.values()) {
      assertThat(product.process(part)).as(part + "").isEmpty();
    }
    assertThat(ProcessHandle.allProcesses().filter(p -> commandLine(p).contains(state))).isEmpty();
    assertThat(product.state().resolve("sandbox/evalx-isolate.sock")).doesNotExist();
    assertThat(Path.of("/proc/mounts")).content().doesNotContain(state);
    await("no control group without a lease")
        .atMost(Duration.ofSeconds(10))
        .until(() -> Script.asRoot("bash", "-c", EVERY_GROUP_IS_LEASED) == 0);
  }

  private static final String EVERY_GROUP_IS_LEASED =
      "for group in $(find /sys/fs/cgroup -maxdepth 4 -type d -name 'evalx-[0-9]*'); do"
          + " ! flock -n /run/evalx-isolate/uid-${group##*evalx-} true || exit 1; done";

  private static String commandLine(ProcessHandle process) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/cmdline"))) {
      return lines.findFirst().orElse("");
    } catch (IOException | java.io.UncheckedIOException e) {
      return "";
    }
  }
}
