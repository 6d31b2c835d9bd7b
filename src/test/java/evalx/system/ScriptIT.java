package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script as people use it, and misuse it. */
class ScriptIT {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  @TempDir private Path folder;

  @Test
  void aTakenPortIsNamedAndNothingIsLeftRunning() throws IOException {
    var product = Product.prepare(Map.of());
    try (var taken = new ServerSocket(product.port("PORT"), 1, InetAddress.getLoopbackAddress())) {
      var outcome = product.script(LIMIT, "up", "--detach");
      assertThat(outcome.status()).isNotZero();
      assertThat(outcome.output())
          .contains("Port " + taken.getLocalPort() + " is taken")
          .contains("PORT=");
    }
    assertNothingRuns(product);
    product.close();
  }

  @Test
  void aBadSettingIsNamedAndNothingIsLeftRunning() {
    var product = Product.prepare(Map.of("RESULT_TTL", "soon"));
    var outcome = product.script(LIMIT, "up", "--detach");
    assertThat(outcome.status()).isNotZero();
    assertThat(outcome.output())
        .contains("RESULT_TTL must be a whole number from 1 to 604800, not 'soon'");
    assertNothingRuns(product);
    product.close();
  }

  @Test
  void twoCopiesRunSideBySideAndASecondStartSaysSo() {
    try (var first = Product.start(Map.of());
        var second = Product.start(Map.of())) {
      var again = first.script(LIMIT, "up", "--detach");
      assertThat(again.status()).isNotZero();
      assertThat(again.output()).contains("already runs at");
      for (var product : List.of(first, second)) {
        var client = product.client();
        var result = client.result(client.submit(Programs.sums("bash", 0, 3)), LIMIT);
        assertThat(result.get("status").asText()).isEqualTo("Accepted");
      }
    }
  }

  @Test
  void downKeepsTheDataAndWipeDeletesThem() {
    var product = Product.start(Map.of());
    var client = product.client();
    var token = client.submit(Programs.sums("bash", 0));
    client.result(token, LIMIT);
    assertThat(product.script(LIMIT, "down").status()).isZero();
    assertNothingRuns(product);
    product.up();
    assertThat(client.find(token, 0).statusCode()).isEqualTo(200);
    product.close();
    assertNothingRuns(product);
    assertThat(product.state()).doesNotExist();
  }

  @Test
  void downWorksAlsoWhenAllWereKilled() {
    var product = Product.start(Map.of());
    for (var part : Part.values()) {
      product.signal(part, "KILL");
    }
    product.close();
    assertNothingRuns(product);
  }

  @Test
  void interruptStopsTheForeground() throws IOException {
    var product = Product.prepare(Map.of());
    var output = folder.resolve("up.out");
    var up =
        Script.start(product.environment(), output, "up", "--state", product.state().toString());
    await("EvalX runs")
        .atMost(LIMIT)
        .until(() -> !up.isAlive() || Files.readString(output).contains("Ctrl-C stops it"));
    assertThat(up.isAlive()).as(Files.readString(output)).isTrue();
    assertThat(Script.asRoot("kill", "-INT", Long.toString(up.pid()))).isZero();
    await("the end").atMost(Duration.ofMinutes(1)).until(() -> !up.isAlive());
    assertThat(up.exitValue()).as(Files.readString(output)).isZero();
    assertThat(Files.readString(output)).contains("Accepted").contains("EvalX is stopped.");
    assertNothingRuns(product);
    product.close();
  }

  @Test
  void submitPrintsTheVerdictAndExitsByIt() throws IOException {
    try (var product = Product.start(Map.of())) {
      var input = Files.writeString(folder.resolve("input"), "20 22\n");
      var right = program("accepted.py", "python");
      var accepted = product.script(LIMIT, "submit", right.toString(), "--stdin", input.toString());
      assertThat(accepted.output()).contains("Accepted").contains("42");
      assertThat(accepted.status()).isZero();
      var wrong = product.script(LIMIT, "submit", program("sigsegv.c", "c").toString());
      assertThat(wrong.output()).contains("Runtime Error (SIGSEGV)");
      assertThat(wrong.status()).isNotZero();
      assertThat(product.script(LIMIT, "doctor").output())
          .contains("server runs")
          .doesNotContain("FAIL");
    }
  }

  private Path program(String name, String language) throws IOException {
    var what = name.substring(0, name.indexOf('.'));
    return Files.writeString(folder.resolve(name), Programs.find(language, what).orElseThrow());
  }

  /** No process, mount, socket or control group of this product. */
  private static void assertNothingRuns(Product product) {
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
