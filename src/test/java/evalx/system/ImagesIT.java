package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import evalx.sandbox.docker.DockerDaemon;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The images and the composition of {@code deploy/}, built and started by the lines of
 * docs/deploy.md, on an engine of the tests' own. Grafana is left out, and the images that are not
 * EvalX's own are those of {@code src/test/images}.
 */
@Tag("slow")
class ImagesIT {
  private static final Duration BUILD_LIMIT = Duration.ofMinutes(20);
  private static final Duration LIMIT = Duration.ofMinutes(8);
  private static final int JOBS = 20;
  private static final int NODES = 3;
  private static final Path SECRETS = Path.of("deploy/compose/secrets");
  private static final Pattern BLOCK = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);

  /** Failures, and the journal of a broker that is embedded. */
  private static final Pattern RARE =
      Pattern.compile("dead_letters|sandbox_failures|driver_fallbacks|broker_journal");

  /** Debian's programs before those that a machine has elsewhere. */
  private static final String PATH = "export PATH=/usr/sbin:/usr/bin:/sbin:/bin\n";

  private static DockerDaemon engine;
  private static String token;
  private static String firstResult;
  private static boolean hadSecrets;

  @BeforeAll
  static void buildAndStart() throws IOException {
    hadSecrets = Files.exists(SECRETS);
    var page = blocks();
    engine = new DockerDaemon();
    run(BUILD_LIMIT, engine.onItsHost(PATH + "src/test/images/stand-ins.sh"));
    run(BUILD_LIMIT, engine.onItsHost(PATH + page.get(1).strip() + " --network host"));
    engine.moveToOwnNetwork();
    firstResult =
        inNetwork(page.get(2).replace("worker=2", "worker=2 --scale grafana=0") + page.get(3));
    token = inNetwork("sed 's/^me:\\(.*\\);.*/\\1/' " + SECRETS + "/api-tokens").strip();
  }

  @AfterAll
  static void stop() {
    try {
      if (firstResult == null) {
        System.err.println(inNetwork("cd deploy/compose; docker-compose logs --tail=50"));
      }
      inNetwork("cd deploy/compose; docker-compose down --volumes --timeout 60");
      if (!hadSecrets) {
        inNetwork("rm -rf " + SECRETS);
      }
      assertThat(engine.containers()).isEmpty();
      assertThat(engine.docker("volume", "ls", "-q")).isBlank();
      assertThat(engine.docker("network", "ls", "-q", "--filter", "type=custom")).isBlank();
    } finally {
      engine.close();
    }
  }

  /** The programs of the page's part about compose. */
  private static List<String> blocks() throws IOException {
    var page = Files.readString(Path.of("docs/deploy.md"));
    var part =
        page.substring(page.indexOf("## With Docker Compose"), page.indexOf("## More nodes"));
    return BLOCK.matcher(part).results().map(block -> block.group(1)).toList();
  }

  private static String run(Duration limit, String... command) {
    var outcome = Script.runProgram(limit, command);
    assertThat(outcome.status()).as(outcome.output()).isZero();
    return outcome.output();
  }

  private static String inNetwork(String lines) {
    return run(LIMIT, engine.inItsNetwork(PATH + lines));
  }

  /** What the API answers to a request, which further arguments of curl describe. */
  private static JsonNode api(String path, String... further) {
    var curl = "curl --silent --show-error --max-time 70 --header 'X-Auth-Token: %s' '%s' %s";
    var url = "127.0.0.1:3000" + path;
    return Client.json(inNetwork(curl.formatted(token, url, String.join(" ", further))));
  }

  private static JsonNode post(String path, ObjectNode body) {
    var quoted = "'" + body.toString().replace("'", "'\\''") + "'";
    return api(path, "--header 'Content-Type: application/json'", "--data", quoted);
  }

  private static ObjectNode program(String language, String code) {
    return Client.JSON
        .createObjectNode()
        .put("language", language)
        .put("code", code)
        .put("cache", false);
  }

  private static long ask(String query) {
    var answer =
        inNetwork(
            "curl --silent --get 127.0.0.1:9090/api/v1/query --data-urlencode 'query="
                + query
                + "'");
    return Client.json(answer).at("/data/result/0/value/1").asLong();
  }

  private static List<String> words(String lines) {
    return List.of(inNetwork("cd deploy/compose\n" + lines).strip().split("\\s+"));
  }

  @Test
  void theProgramOfThePageIsAccepted() {
    assertThat(firstResult).contains("\"status\":\"Accepted\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "c|int puts(const char *); int main(void) { puts(\"6\"); }|Accepted",
        "java|public class Main { public static void main(String[] a) { System.out.println(6); }"
            + " }|Accepted",
        "javascript|console.log(6)|Accepted",
        "bash|echo 7|Wrong Answer",
        "python|x = bytearray(300 << 20)|Memory Limit Exceeded",
        "python|while True: pass|Time Limit Exceeded",
        "cpp|int main() { return 6 }|Compilation Error",
        "python|import socket; socket.create_connection((\"redis\", 6379), 5)|Runtime Error (NZEC)",
      })
  void programsHaveTheirVerdicts(String language, String code, String verdict) {
    var program = program(language, code).put("expected_output", "6").put("timeout", 2);
    var result = post("/execute?wait=60", program);
    assertThat(result.get("status").asText()).as(result.toString()).isEqualTo(verdict);
  }

  @Test
  void workersLackNothing() {
    await().atMost(LIMIT).until(() -> api("/admin/workers").get("workers").size() == NODES);
    for (JsonNode worker : api("/admin/workers").get("workers")) {
      assertThat(worker.get("lacks")).as(worker.toString()).isEmpty();
    }
  }

  /** The container is started again, as after a crash, because Docker was not asked to end it. */
  @Test
  void jobsOfAWorkerThatIsKilledEndOnTheOther() {
    var tokens = new ArrayList<String>();
    for (int i = 0; i < JOBS; i++) {
      var job = program("bash", "sleep 1; echo " + i);
      job.putArray("test_cases").addObject().put("expected_output", String.valueOf(i));
      tokens.add(post("/submissions", job).get("token").asText());
    }
    inNetwork(
        """
        cd deploy/compose
        victim=$(docker-compose ps -q worker | head -n 1)
        kill -KILL "$(docker inspect --format '{{.State.Pid}}' "$victim")"
        """);
    tokens.forEach(job -> awaitStatus(job, "Accepted"));
    await().atMost(LIMIT).until(() -> ask("count(up == 1)") == NODES);
  }

  /** Its server and its sandbox are processes of one container. */
  @Test
  void aWorkerThatIsStoppedFinishesWhatItHasInHand() {
    var job =
        post("/submissions", program("bash", "sleep 5; echo").put("wall_timeout", 20))
            .get("token")
            .asText();
    await()
        .atMost(LIMIT)
        .until(() -> api("/submissions/" + job).get("status").asText(), "Processing"::equals);
    inNetwork("cd deploy/compose; docker-compose stop worker");
    var result = api("/submissions/" + job);
    inNetwork("cd deploy/compose; docker-compose start worker");

    assertThat(result.path("status").asText()).as(result.toString()).isEqualTo("Accepted");
  }

  @Test
  void aWorkerIsReplacedByTheLinesOfThePage() throws IOException {
    var page = blocks();
    var asks = page.get(3).lines().limit(2).collect(Collectors.joining("\n"));
    var lines = page.get(5).replace("worker=2", "worker=2 --scale grafana=0");

    var output = inNetwork("cd deploy/compose\n" + asks + "\n" + lines + "\necho gone: $W");

    var gone = output.substring(output.indexOf("gone: ") + 6).strip();
    assertThat(gone).matches("[0-9a-f]{12}");
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(api("/admin/workers").get("workers"))
                    .hasSize(NODES)
                    .noneMatch(worker -> worker.get("id").asText().startsWith(gone))
                    .noneMatch(worker -> worker.get("drained").asBoolean()));
  }

  /** By the lines of the page, with another file and without Grafana. */
  @Test
  void aBackupGoesOnWithTheJobsThatWaited() throws IOException {
    var tokens = new ArrayList<String>();
    for (int i = 0; i < JOBS; i++) {
      tokens.add(post("/submissions", program("bash", "sleep 2; echo")).get("token").asText());
    }
    var lines =
        blocks()
            .get(4)
            .replace("/srv/backups/monday.tar", "../../target/images/backup.tar")
            .replace("worker=2", "worker=2 --scale grafana=0")
            .lines()
            .toList();
    assertThat(lines).hasSize(4);
    inNetwork(
        "cd deploy/compose; mkdir -p ../../target/images; rm -f ../../target/images/backup.tar\n"
            + lines.get(1));
    inNetwork("cd deploy/compose; docker-compose down --volumes --timeout 60");
    inNetwork("cd deploy/compose\n" + lines.get(2) + "\n" + lines.get(3) + "\n" + blocks().get(3));
    tokens.forEach(job -> awaitStatus(job, "Accepted"));
  }

  /** Redis says of it that it was started three times, as of one that killed its worker. */
  @Test
  void aDeadLetterIsSeenByPrometheusAndRunsWhenItIsRetried() {
    order("queues/bash/pause");
    var job = post("/submissions", program("bash", "echo again")).get("token").asText();
    inNetwork(
        """
        cd deploy/compose
        docker-compose exec -T redis sh -c '
          REDISCLI_AUTH=$(cat /run/secrets/redis-password) redis-cli hset "evalx:state:{%s}" attempts 3'
        """
            .formatted(job));
    order("queues/bash/resume");
    awaitStatus(job, "Internal Error");
    await().atMost(LIMIT).until(() -> ask("sum(max by (queue) (evalx_dead_letters))") == 1);

    var letter = api("/admin/dead-letters?token=" + job).at("/letters/0/id").asText();
    order("dead-letters/" + letter + "/retry");

    awaitStatus(job, "Accepted");
    assertThat(api("/admin/dead-letters?token=" + job).get("letters")).isEmpty();
  }

  /** By the administration interface, as docs/admin.md has it. */
  private static void order(String path) {
    inNetwork(
        "curl --silent --show-error --fail --request POST --header 'X-Auth-Token: %s' '%s'"
            .formatted(token, "127.0.0.1:3000/admin/" + path));
  }

  private static void awaitStatus(String job, String status) {
    await()
        .atMost(LIMIT)
        .until(
            () -> api("/submissions/" + job + "?wait=30").path("status").asText(), status::equals);
  }

  @Test
  void everyQueryOfTheDashboardsIsAnswered() throws IOException {
    var queries = new ArrayList<String>();
    for (var file : List.of("operators", "capacity")) {
      var dashboard = Client.JSON.readTree(Path.of("deploy/grafana", file + ".json").toFile());
      for (JsonNode query : dashboard.findValues("expr")) {
        queries.add(query.asText().replace("$__rate_interval", "5m"));
      }
    }
    assertThat(queries).hasSizeGreaterThan(40);
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> {
              post("/execute?wait=60", program("bash", "echo again").put("cache", true));
              post("/execute?wait=60", program("c", "int main() {}").put("cache", true));
              assertThat(unanswered(queries)).isEmpty();
            });
  }

  /** Those that Prometheus refuses, and those without data, but for what need not have been. */
  private static List<String> unanswered(List<String> queries) {
    var asks = new StringBuilder();
    for (var query : queries) {
      asks.append("curl --silent --write-out '\\n' --get 127.0.0.1:9090/api/v1/query")
          .append(" --data-urlencode 'query=" + query + "'\n");
    }
    var answers = inNetwork(asks.toString()).lines().map(Client::json).toList();
    assertThat(answers).hasSameSizeAs(queries);
    return IntStream.range(0, queries.size())
        .filter(
            i ->
                answers.get(i).at("/data/result").isEmpty()
                    && !(answers.get(i).path("status").asText().equals("success")
                        && RARE.matcher(queries.get(i)).find()))
        .mapToObj(queries::get)
        .toList();
  }

  @Test
  void prometheusSeesAllNodesAndHasTheAlerts() {
    await()
        .atMost(LIMIT)
        .until(() -> ask("count(up == 1)") == NODES && ask("max(evalx_workers)") == 2);
    assertThat(inNetwork("curl --silent 127.0.0.1:9090/api/v1/rules")).contains("EvalxNodeDown");
  }

  /**
   * Tried from where Prometheus is, by address and by name, and from a node to know that it works.
   */
  @Test
  void nobodyButTheNodesReachesBrokerAndRedis() {
    var reach =
        "docker-compose exec -T %s bash -c 'exec 3<>/dev/tcp/%s' && echo reached || echo refused";
    for (var service : List.of("redis/6379", "cache/6379", "artemis/61616")) {
      var name = service.substring(0, service.indexOf('/'));
      var address =
          words(
              "docker inspect --format '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}'"
                  + " $(docker-compose ps -q "
                  + name
                  + ")");
      var byAddress = service.replace(name, address.get(0));
      assertThat(words("timeout 20 " + reach.formatted("api", service))).endsWith("reached");
      assertThat(words("timeout 20 " + reach.formatted("prometheus", service))).endsWith("refused");
      assertThat(words("timeout 20 " + reach.formatted("prometheus", byAddress)))
          .endsWith("refused");
    }
  }

  @Test
  void imagesSayWhatTheyAreAndWhatTheyHold() {
    assertThat(words("docker inspect --format '{{.Config.User}}' evalx-app evalx-broker"))
        .containsExactly("10001:10001", "10002:10002");
    assertThat(inNetwork("docker inspect --format '{{json .Config.Labels}}' evalx-worker"))
        .contains("org.opencontainers.image.revision");
    run(LIMIT, engine.onItsHost(PATH + "deploy/images/sbom.sh"));
    assertThat(namesIn("app"))
        .contains("openjdk-17-jre-headless", "artemis-server", "jackson-core");
    assertThat(namesIn("broker")).contains("openjdk-17-jre-headless", "artemis-server");
    assertThat(namesIn("sandbox")).contains("gcc", "nodejs").doesNotContain("artemis-server");
    assertThat(namesIn("worker")).contains("gcc", "nodejs", "artemis-server", "jackson-core");
  }

  /** As KEDA asks it in a cluster: by the account of the nodes, from its own origin. */
  @Test
  void theBrokerTellsTheDepthOfAQueueToTheAccountOfTheNodes() {
    var depth =
        inNetwork(
            """
            cd deploy/compose
            artemis=$(docker inspect --format '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' \
              "$(docker-compose ps -q artemis)")
            curl --silent --show-error --globoff --user "evalx:$(cat secrets/artemis-password)" \
              --header 'Origin: http://artemis.evalx:8161' \
              "http://$artemis:8161/console/jolokia/read/org.apache.activemq.artemis:broker=%22evalx%22,component=addresses,address=%22evalx.jobs.bash%22,subcomponent=queues,routing-type=%22anycast%22,queue=%22evalx.jobs.bash%22/MessageCount"
            """);
    assertThat(Client.json(depth).get("status").asInt()).as(depth).isEqualTo(200);
    assertThat(Client.json(depth).get("value").isInt()).as(depth).isTrue();
  }

  @Test
  void prometheusHandsItsAlertsToAlertmanager() {
    await()
        .atMost(LIMIT)
        .until(
            () ->
                Client.json(inNetwork("curl --silent 127.0.0.1:9090/api/v1/alertmanagers"))
                        .at("/data/activeAlertmanagers")
                        .size()
                    == 1);
    assertThat(inNetwork("curl --silent 127.0.0.1:9093/api/v2/receivers")).contains("operators");
  }

  /** Its files, started by runc in a virtual machine whose kernel has control groups 2 alone. */
  @Test
  void theSandboxWorksOnControlGroupsOfVersion2() {
    run(
        BUILD_LIMIT,
        engine.onItsHost(
            PATH
                + """
                files=target/images/sandbox
                trap 'rm -rf "$files"' EXIT
                mkdir -p "$files"
                container=$(docker create evalx-sandbox)
                docker export "$container" | tar -x -C "$files"
                docker rm "$container"
                isolate/tests/qemu.sh target/qemu guest.test_image
                """));
  }

  private static List<String> namesIn(String image) {
    try {
      var bill = Path.of("target/images", image + ".cdx.json");
      return Client.JSON.readTree(bill.toFile()).findValuesAsText("name");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
