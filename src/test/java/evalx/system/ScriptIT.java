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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The script as people use it, and misuse it. */
@ExtendWith(SharedProduct.class)
class ScriptIT {
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final int BACKLOG = 100;

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
          .contains("RESULT_TTL must be a whole number from 1 to 604800, but is 'soon'");
      assertNothingRuns(product);
    }
  }

  /**
   * One copy beside another: started twice at once, stopped, started in the foreground,
   * interrupted, deleted. KillIT kills another one as a whole.
   */
  @Test
  void theLifeOfASecondCopy(Product first) throws IOException {
    try (var second = Product.prepare(Map.of())) {
      startTwiceWhileAPortIsTaken(second);
      live(second);
      interruptInTheForeground(second);
      assertThat(second.script(LIMIT, "down", "--wipe").status()).isZero();
      assertNothingRuns(second);
      assertThat(second.state()).doesNotExist();
    }
    assertWorks(first);
  }

  /** Another program takes a port that both starts found free. */
  private void startTwiceWhileAPortIsTaken(Product product) throws IOException {
    var state = product.state().toString();
    var first = folder.resolve("first.out");
    var up = Script.start(product.environment(), first, "up", "--detach", "--state", state);
    var port = product.port("BROKER_PORT");
    awaitOutput(up, first, "The sandbox daemon listens");
    var second = folder.resolve("second.out");
    var other = Script.start(product.environment(), second, "up", "--detach", "--state", state);
    try (var taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      awaitOutput(up, first, "port " + taken.getLocalPort() + " (BROKER_PORT) is taken by");
      awaitOutput(other, second, "Another ./evalx up is starting EvalX");
    }
    await("both end").atMost(LIMIT).until(() -> !up.isAlive() && !other.isAlive());
    assertThat(up.exitValue()).as(Files.readString(first)).isZero();
    assertThat(other.exitValue()).as(Files.readString(second)).isZero();
    assertThat(second).content().contains("EvalX already runs at");
  }

  private static void awaitOutput(Process process, Path output, String text) {
    await(text)
        .atMost(LIMIT)
        .until(() -> Files.readString(output).contains(text) || !process.isAlive());
    assertThat(output).content().contains(text);
  }

  private static void live(Product second) {
    var again = second.script(LIMIT, "up", "--detach");
    assertThat(again.status()).as(again.output()).isZero();
    assertThat(again.output())
        .contains("EvalX already runs at http://127.0.0.1:" + second.port("PORT"))
        .doesNotContain("not ready");
    assertWorks(second);
    assertKeepsNoHistory(second.client());
    assertACopyEndsNothing(second);
  }

  /** It starts behind a backlog, and has the results of the last start. */
  private void interruptInTheForeground(Product product) throws IOException {
    var token = assertWorks(product);
    leaveABacklog(product.client());
    assertThat(product.script(LIMIT, "down").status()).isZero();
    assertNothingRuns(product);

    var output = folder.resolve("up.out");
    var state = product.state().toString();
    var up = Script.start(product.environment(), output, "up", "--state", state);
    awaitOutput(up, output, "Ctrl-C stops it");
    assertThat(up.isAlive()).as(Files.readString(output)).isTrue();
    assertThat(output)
        .content()
        .contains("Accepted")
        .contains("5/5")
        .doesNotContain("has no result");
    assertThat(product.client().find(token, 0).statusCode()).as("data stay").isEqualTo(200);

    assertThat(Script.asRoot("kill", "-INT", Long.toString(up.pid()))).isZero();
    await("the end").atMost(Duration.ofMinutes(1)).until(() -> !up.isAlive());
    assertThat(up.exitValue()).as(Files.readString(output)).isZero();
    assertThat(output).content().contains("EvalX is stopped.");
    assertNothingRuns(product);
  }

  /** More than can be done while the samples of the next start are waited for. */
  private static void leaveABacklog(Client client) {
    for (int i = 0; i < BACKLOG; i++) {
      var job = Client.JSON.createObjectNode().put("language", "bash").put("code", "sleep 4");
      client.submit(job.put("cache", false));
    }
  }

  /** As long as no setting asks for one. */
  private static void assertKeepsNoHistory(Client client) {
    var one = "/submissions/0a1f7c3e-5b1d-4c58-9a3e-2f6d8b7c9e10/history";
    for (var path : new String[] {"/submissions", "/statistics", one}) {
      var answer = client.get(path);
      assertThat(answer.statusCode()).as(path).isEqualTo(404);
      assertThat(answer.body()).as(path).contains("HISTORY=true");
    }
  }

  /** A copy has the original's pid files. */
  private static void assertACopyEndsNothing(Product product) {
    var copy = product.state() + "-copy";
    assertThat(Script.asRoot("cp", "-a", product.state().toString(), copy)).isZero();
    var down = Script.run(product.environment(), LIMIT, "down", "--wipe", "--state", copy);
    assertThat(down.status()).as(down.output()).isZero();
    assertThat(product.script(LIMIT, "status").status()).isZero();
    assertWorks(product);
  }

  private static String assertWorks(Product product) {
    var client = product.client();
    var token = client.submit(Programs.sums("bash", 0, 3));
    assertThat(client.result(token, LIMIT).get("status").asText()).isEqualTo("Accepted");
    return token;
  }

  @Test
  void aWrongPasswordOfRedisIsSaidAtOnce(Product other) {
    var url = "redis://:wrong@127.0.0.1:" + other.port("REDIS_PORT");
    try (var product = Product.prepare(Map.of("REDIS_URL", url))) {
      var outcome = product.script(LIMIT, "up", "--detach");
      assertThat(outcome.status()).isNotZero();
      assertThat(outcome.output())
          .contains("Redis refuses the account in REDIS_URL: WRONGPASS")
          .doesNotContain("The sandbox daemon listens");
      assertNothingRuns(product);
    }
  }

  @Test
  void theScriptsPassTheirOwnTests() {
    var outcome =
        Script.runProgram(
            LIMIT, "python3", "-EsB", "-m", "unittest", "discover", "-s", "script/tests");
    assertThat(outcome.status()).as(outcome.output()).isZero();
  }

  @Test
  void statusTellsWhatRuns(Product product) {
    var status = product.script(LIMIT, "status");
    assertThat(status.status()).as(status.output()).isZero();
    assertThat(status.output())
        .contains("at http://127.0.0.1:" + product.port("PORT"))
        .containsPattern("server +process [0-9]+, since 20")
        .containsPattern("jobs +[0-9]+ wait.*, [0-9]+ of [0-9]+ places in use")
        .containsPattern("health +ready");
    try (var stopped = Product.prepare(Map.of())) {
      var nothing = stopped.script(LIMIT, "status");
      assertThat(nothing.status()).isEqualTo(1);
      assertThat(nothing.output()).contains("EvalX is not running");
    }
  }

  @Test
  void logsFollowWhatIsAdded(Product product) throws IOException {
    var output = folder.resolve("logs.out");
    var state = product.state().toString();
    var logs = Script.start(Map.of(), output, "logs", "-f", "server", "--state", state);
    try {
      awaitOutput(logs, output, "evalx");
      assertThat(logs.isAlive()).isTrue();
    } finally {
      logs.destroy();
    }
    var unknown = product.script(LIMIT, "logs", "broker");
    assertThat(unknown.status()).isNotZero();
    assertThat(unknown.output()).contains("There is no log named broker: choose from ");
  }

  @Test
  void theVersionIsThatOfTheBuild() throws IOException {
    var version = Script.run(Map.of(), LIMIT, "--version").output().strip();
    assertThat(version).matches("evalx [0-9]+\\.[0-9]+\\.[0-9]+.*");
    assertThat(Path.of("pom.xml")).content().contains("<version>" + version.substring(6));
  }

  @Test
  void completionOffersCommands() {
    var line = "source <(./evalx completion bash); COMP_WORDS=(evalx st); COMP_CWORD=1; _evalx;";
    var outcome = Script.runProgram(LIMIT, "bash", "-c", line + " echo \"${COMPREPLY[@]}\"");
    assertThat(outcome.output().strip()).isEqualTo("status");
  }

  @Test
  void submitPrintsTheVerdictAndExitsByIt(Product product) throws IOException {
    var input = Files.writeString(folder.resolve("input"), "20 22\n").toString();
    var right = program("accepted.py", "python");
    var accepted = product.script(LIMIT, "submit", right, "--stdin", input);
    assertThat(accepted.output()).contains("Accepted").contains("42");
    assertThat(accepted.status()).isZero();
    var crash = product.script(LIMIT, "submit", program("sigsegv.c", "c"));
    assertThat(crash.output()).contains("Runtime Error (SIGSEGV)");
    assertThat(crash.status()).isEqualTo(4);
    var unknown = product.script(LIMIT, "submit", "README.md");
    assertThat(unknown.output()).contains("No language has files like README.md");
    assertThat(unknown.status()).isEqualTo(2);
  }

  /** Names, suffixes, several files, expected output and exit status, as the server sees them. */
  @Test
  void submitTakesWhatPeopleHave(Product product) throws IOException {
    var java =
        write(
            "Solution.java",
            "public class Solution { public static void main(String[] a) {"
                + " System.out.print(\"\\u001b[31m\" + a[0]); } }");
    var named = product.script(LIMIT, "submit", java, "--arg", "-x");
    assertThat(named.status()).as(named.output()).isZero();
    assertThat(named.output()).contains("\\x1b[31m-x");
    var main = write("main.cc", "#include \"half.h\"\nint main() { return half(4) - 2; }");
    var cpp =
        product.script(
            LIMIT,
            "submit",
            main,
            write("half.h", "int half(int n);"),
            write("half.cc", "int half(int n) { return n / 2; }"),
            "--option",
            "-O1");
    assertThat(cpp.status()).as(cpp.output()).isZero();
    var script = write("cat.py", "print(input())");
    var wrong =
        product.script(
            LIMIT,
            "submit",
            script,
            "--stdin",
            write("in", "1\n"),
            "--expected",
            write("out", "2\n"));
    assertThat(wrong.status()).as(wrong.output()).isEqualTo(1);
    var endless =
        product.script(LIMIT, "submit", write("loop.py", "while True: pass"), "--timeout", "0.2");
    assertThat(endless.status()).as(endless.output()).isEqualTo(5);
    var flood = product.script(LIMIT, "submit", write("flood.py", "print('x' * 200000)"));
    assertThat(flood.output()).endsWith("(cut)\n");
  }

  private String write(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content).toString();
  }

  @Tag("payara")
  @Test
  void theServerStartsFromAnArchiveOfItsClasses(Product product) {
    var maps = "/proc/" + product.process(Part.SERVER).orElseThrow().pid() + "/maps";
    assertThat(Script.asRoot("grep", "-q", "/var/cache/evalx/server-.*/classes.jsa", maps))
        .as("the server has an archive; where it is empty, `./evalx status` says what to delete")
        .isZero();
  }

  @Tag("payara")
  @Test
  void theServerHasTheLibrariesOnItsOwnClassPath(Product product) {
    var files = "/proc/" + product.process(Part.SERVER).orElseThrow().pid() + "/fd";
    for (var library : List.of("artemis-server", "jedis", "postgresql")) {
      var open = "find " + files + " -lname '*/" + library + "-[0-9]*.jar'";
      assertThat(
              Script.asRoot("sh", "-c", open + " -lname '/var/cache/evalx/server-*' | grep -q ."))
          .as(library)
          .isZero();
      assertThat(
              Script.asRoot(
                  "sh", "-c", open + " -not -lname '/var/cache/evalx/server-*' | grep -q ."))
          .as(library)
          .isEqualTo(1);
    }
  }

  @Tag("payara")
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

  @Test
  void doctorReadsEntriesAsTheServerDoes() throws IOException {
    var entry =
        """
        { "id": "py", "name": "sed", "file": "main.sed", "run": ["/bin/sed"],
          "version": ["/bin/sed"], "timeout": 5, "memory": "64m", "smallest_memory": "16m",
          "parallel": 4, "cache_seconds": 60,
          "self_test": { "code": "p", "stdin": "1", "stdout": "1" } }
        """;
    var file = Files.writeString(folder.resolve("sed.json"), entry);
    var environment = Map.of("LANGUAGES_FOLDER", folder.toString());
    var doctor = Script.run(environment, LIMIT, "doctor", "--languages");
    assertThat(doctor.status()).as(doctor.output()).isEqualTo(1);
    assertThat(doctor.output()).contains(file + ":1: py: py is already a name of python");
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
