package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes that serve and work beside one broker and one Redis; clients wait, a node dies. */
@Tag("slow")
class TwoNodesIT {
  private static final int CLIENTS = 52;
  private static final int PLACES = 8;
  private static final String CLEAR = "/admin/caches/clear";

  /** From the request to cancel to the result. */
  private static final Duration CANCELLING = Duration.ofSeconds(5);

  private static final String ADMIN_TOKEN = "secret-of-two-nodes";
  private static final Duration LIMIT = Duration.ofMinutes(4);
  private static final Pattern IN_WORK = Pattern.compile("evalx_jobs_in_work(?:\\{.*})? ([0-9.]+)");

  @TempDir private static Path folder;
  private static OutsideBroker broker;
  private static Product first;
  private static Product second;

  @BeforeAll
  static void start() throws IOException {
    broker = new OutsideBroker(folder);
    var settings = new HashMap<>(broker.settings());
    settings.put("FILE_STORE", shared().toString());
    settings.put("ADMIN_TOKEN", ADMIN_TOKEN);
    settings.put("MAX_CONCURRENT_JOBS", Integer.toString(PLACES));
    settings.put("MAX_CONCURRENT_SANDBOXES", Integer.toString(PLACES));
    settings.put("LOG_FORMAT", "json");
    settings.put("WORKER_ID", "first");
    first = Product.start(settings);
    settings.put("REDIS_URL", first.redisUrl());
    settings.put("WORKER_ID", "second");
    second = Product.start(settings);
  }

  /** A folder that the server's user reaches, which is not the one of the tests. */
  private static Path shared() throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    var files = Files.createDirectory(folder.resolve("files"));
    return Files.setPosixFilePermissions(files, PosixFilePermissions.fromString("rwxrwxrwx"));
  }

  @AfterAll
  static void stop() {
    for (var part : new AutoCloseable[] {second, first, broker}) {
      try {
        part.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** How a client waits for the result of a program. */
  private enum Way {
    EVENTS {
      @Override
      Optional<JsonNode> ended(Product node, String key, ObjectNode program) {
        try (var reader = EventReader.open(node.client(), submit(node, key, program), "")) {
          return last(reader.toEnd().events.stream().map(event -> event.data()).toList());
        }
      }
    },
    SOCKET {
      @Override
      Optional<JsonNode> ended(Product node, String key, ObjectNode program)
          throws ExecutionException {
        var path = "/ws/submissions/" + submit(node, key, program);
        try (var socket = new SocketClient(node.port("PORT"), path)) {
          socket.toEnd();
          return last(socket.messages.stream().map(message -> message.get("data")).toList());
        }
      }
    },
    POLL {
      @Override
      Optional<JsonNode> ended(Product node, String key, ObjectNode program) {
        return ofStatus(200, node.client().find(submit(node, key, program), 60));
      }
    },
    EXECUTE {
      @Override
      Optional<JsonNode> ended(Product node, String key, ObjectNode program) {
        return ofStatus(200, post(node, "/execute?wait=60", key, program));
      }
    };

    /**
     * Sends a program and waits.
     *
     * @param key under which it may be sent again and runs once
     * @return how it has ended; empty when the connection or the wait ended before
     */
    abstract Optional<JsonNode> ended(Product node, String key, ObjectNode program)
        throws ExecutionException;
  }

  private static Optional<JsonNode> last(List<JsonNode> events) {
    return events.stream().filter(data -> data.has("passed")).findFirst();
  }

  private static Optional<JsonNode> ofStatus(int status, HttpResponse<String> response) {
    return Optional.of(response)
        .filter(answer -> answer.statusCode() == status)
        .map(answer -> Client.json(answer.body()));
  }

  private static HttpResponse<String> post(Product node, String path, String key, ObjectNode body) {
    return node.client()
        .send(
            node.client()
                .request(path)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .header("X-Auth-Token", ADMIN_TOKEN)
                .POST(BodyPublishers.ofByteArray(Client.bytes(body)))
                .build());
  }

  private static String submit(Product node, String key, ObjectNode program) {
    var response = post(node, "/submissions", key, program);
    if (response.statusCode() != 202) {
      throw new UncheckedIOException(new IOException(response.body()));
    }
    return Client.json(response.body()).get("token").asText();
  }

  /** Takes a second, so that many are still queued or running when a node dies. */
  private static ObjectNode program(Way way, int number) {
    var body = Client.JSON.createObjectNode().put("language", "bash");
    body.put("code", "sleep 1; echo $((" + number + " + 1))");
    if (way == Way.EXECUTE) {
      return body.put("stdin", "");
    }
    body.putArray("test_cases").addObject().put("expected_output", number + 1 + "\n");
    return body;
  }

  /** Asks again after a lost connection, under the same key, as a client of a judge does. */
  private static JsonNode wait(Way way, int number, Product node) {
    var key = UUID.randomUUID().toString();
    var program = program(way, number);
    var ended = new ArrayList<JsonNode>();
    await("the end of " + way + " " + number)
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(200))
        .ignoreExceptionsMatching(
            e -> e instanceof UncheckedIOException || e instanceof ExecutionException)
        .until(
            () -> {
              way.ended(node, key, program).ifPresent(ended::add);
              return !ended.isEmpty();
            });
    return ended.get(0);
  }

  private static double inWork(Product node) {
    var found = IN_WORK.matcher(node.client().get("/metrics").body());
    return found.find() ? Double.parseDouble(found.group(1)) : 0;
  }

  /** All clients wait through one node while another, or the same one, is killed. */
  private static void killWhileClientsWait(Product served, Product killed) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(CLIENTS);
    try {
      var waiting = new ArrayList<Future<JsonNode>>();
      for (int i = 0; i < CLIENTS; i++) {
        var way = Way.values()[i % Way.values().length];
        var number = i;
        Callable<JsonNode> client = () -> wait(way, number, served);
        waiting.add(pool.submit(client));
      }
      await("the node that dies has jobs").atMost(LIMIT).until(() -> inWork(killed) > PLACES / 2);

      killed.crash(Part.SERVER);

      for (var client : waiting) {
        var end = client.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        assertThat(end.get("status").asText()).as(end.toString()).isEqualTo("Accepted");
      }
    } finally {
      pool.shutdownNow();
    }
  }

  private static void awaitReady(Product node) {
    await("the node is ready again")
        .atMost(LIMIT)
        .ignoreExceptions()
        .until(() -> node.client().get("/health/ready").statusCode() == 200);
  }

  @Test
  void clientsOfOneNodeGetTheirResultsThoughAnotherDies() throws Exception {
    killWhileClientsWait(first, second);
    awaitReady(second);
  }

  @Test
  void clientsOfANodeThatDiesGetTheirResultsWhenTheyAskAgain() throws Exception {
    killWhileClientsWait(second, second);
    awaitReady(second);
  }

  @Test
  void aKeyThatComesToTwoNodesAtOnceIsOneSubmission() throws Exception {
    for (int i = 0; i < 20; i++) {
      var tokens = new ArrayList<String>();
      for (var response : atOnce("/submissions", program(Way.POLL, i))) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
        tokens.add(Client.json(response.body()).get("token").asText());
      }
      assertThat(tokens.stream().distinct()).hasSize(1);
      var result = first.client().result(tokens.get(0), LIMIT);
      assertThat(result.get("status").asText()).isEqualTo("Accepted");
    }
  }

  /** Sends a request with one key to both nodes. */
  private static List<HttpResponse<String>> atOnce(String path, ObjectNode body) throws Exception {
    var key = UUID.randomUUID().toString();
    var begin = new CyclicBarrier(2);
    ExecutorService pool = Executors.newFixedThreadPool(2);
    try {
      var calls = new ArrayList<Callable<HttpResponse<String>>>();
      for (var node : List.of(first, second)) {
        calls.add(
            () -> {
              begin.await();
              return post(node, path, key, body);
            });
      }
      var answers = new ArrayList<HttpResponse<String>>();
      for (var answer : pool.invokeAll(calls)) {
        answers.add(answer.get());
      }
      return answers;
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void aKeyThatComesToTwoNodesAtOnceIsOneTicketAndOneChange() throws Exception {
    var token = submit(first, UUID.randomUUID().toString(), program(Way.POLL, 1));
    var ticket = Client.JSON.createObjectNode().put("token", token);
    var clear = Client.JSON.createObjectNode().put("cache", "runs");
    for (int i = 0; i < 20; i++) {
      var before = changes();
      for (var answers : List.of(atOnce("/tickets", ticket), atOnce(CLEAR, clear))) {
        assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(200);
        assertThat(answers.get(0).body()).isEqualTo(answers.get(1).body());
      }
      assertThat(changes()).as("entries of the audit log").isEqualTo(before + 1);
    }
  }

  @Test
  void theLogsOfBothNodesTellTheWayOfOneSubmission() {
    var token = await().atMost(LIMIT).until(TwoNodesIT::ranOnSecond, Optional::isPresent).get();
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> {
              assertThat(logged(first, token)).contains(token + " is queued: bash");
              assertThat(logged(second, token))
                  .contains(token + " is started, attempt 1", token + " is finished: Accepted")
                  .doesNotContain(token + " is queued: bash");
            });
  }

  /** One of as many jobs as the first node, which accepts them, cannot run at a time. */
  private static Optional<String> ranOnSecond() {
    var tokens =
        IntStream.range(1000, 1000 + 2 * PLACES)
            .mapToObj(number -> program(Way.POLL, number))
            .map(program -> submit(first, UUID.randomUUID().toString(), program))
            .toList();
    return tokens.stream()
        .filter(each -> first.client().result(each, LIMIT).get("worker").asText().equals("second"))
        .findFirst();
  }

  /** The messages of a node's log that carry a token. */
  private static List<String> logged(Product node, String token) throws IOException {
    return Files.readString(node.state().resolve("log/server.log"))
        .lines()
        .filter(line -> line.startsWith("{") && line.endsWith("}"))
        .map(Client::json)
        .filter(line -> line.path("token").asText().equals(token))
        .map(line -> line.path("message").asText())
        .toList();
  }

  private static JsonNode admin(String path) {
    var asked = first.client().request(path).header("X-Auth-Token", ADMIN_TOKEN).GET().build();
    return Client.json(first.client().send(asked).body());
  }

  private static long changes() {
    return admin("/admin/audit?limit=1").at("/entries/0/id").asLong();
  }

  @Test
  void aFileThatOneNodeHasTakenIsReadAndAddedToByTheOther() {
    var files = new StoredFiles(first.client());
    var data = files.id("2\n".getBytes(StandardCharsets.UTF_8));
    var submission = Client.JSON.createObjectNode().put("language", "bash").put("cache", false);
    submission.put("code", "read n; seq $((n * 10000))").put("keep_output", true);
    submission.putArray("test_cases").addObject().put("stdin_file", data);

    var result =
        await("a job that the other node runs")
            .atMost(LIMIT)
            .until(
                () -> first.client().result(first.client().submit(submission), LIMIT),
                ended -> ended.get("worker").asText().equals("second"));

    assertThat(result.get("status").asText()).as(result.toString()).isEqualTo("Accepted");
    var kept = result.at("/results/0/stdout_file").asText();
    for (var node : List.of(first, second)) {
      assertThat(node.client().get("/files/" + kept).body()).endsWith("19999\n20000\n");
    }
  }

  @Test
  void whatRunsOnAnotherNodeIsCancelledAndItsBoxIsGone() {
    var programs = new HashMap<String, String>();
    try {
      var token =
          await("a program that the other node runs")
              .atMost(LIMIT)
              .until(() -> runningOn("second", programs), found -> !found.isEmpty());
      var seconds = programs.get(token);
      await("its process").atMost(LIMIT).until(() -> SleepingPrograms.sleeps(seconds));

      var cancelled = first.client().send(delete(token));

      assertThat(cancelled.statusCode()).as(cancelled.body()).isEqualTo(202);
      var result = first.client().result(token, CANCELLING);
      assertThat(result.get("status").asText()).isEqualTo("Cancelled");
      assertThat(result.get("worker").asText()).isEqualTo("second");
      await("the end of its box").atMost(CANCELLING).until(() -> !SleepingPrograms.sleeps(seconds));
    } finally {
      programs.keySet().forEach(token -> first.client().send(delete(token)));
    }
  }

  private static HttpRequest delete(String token) {
    return first.client().request("/submissions/" + token).DELETE().build();
  }

  /** Sends one more program, and gives the first that this worker has in hand; empty for none. */
  private static String runningOn(String worker, Map<String, String> programs) {
    if (programs.size() < PLACES) {
      var seconds = SleepingPrograms.someSeconds();
      programs.put(first.client().submit(SleepingPrograms.sleeper(seconds)), seconds);
    }
    return programs.keySet().stream()
        .filter(
            token -> admin("/admin/submissions/" + token).path("worker").asText("").equals(worker))
        .findFirst()
        .orElse("");
  }
}
