package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that wait hold no thread of the server, so that others are answered meanwhile. */
@ExtendWith(SharedProduct.class)
class WaitingClientsIT {
  /** More than the 200 threads that Payara has for requests. */
  private static final int WAITING = 230;

  /** Fewer than one client's bodies that the server reads at a time. */
  private static final int AT_ONCE = 46;

  private static final int OTHERS = 20;
  private static final String REDIS_COMMANDS = "evalx_redis_commands_total";

  /** Threads that were held would not be free again within it: each client waits for 60 s. */
  private static final Duration MAX_ANSWER = Duration.ofSeconds(30);

  private static final Duration DEFAULT_WAIT = Duration.ofSeconds(30);

  private static final Duration LIMIT = Duration.ofMinutes(1);

  private static Product product;
  private static Client client;
  private static BashJobs jobs;

  /** Each request has a connection of its own. */
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @BeforeAll
  static void connect(Product shared) {
    product = shared;
    client = product.client();
    jobs = new BashJobs(product);
  }

  @BeforeEach
  void pause() {
    jobs.queue("pause");
  }

  @AfterEach
  void resume() {
    jobs.queue("purge");
    jobs.queue("resume");
  }

  private void assertHoldNoThread(Supplier<CompletableFuture<String>> waiting, DoubleSupplier come)
      throws Exception {
    var answers = new ArrayList<CompletableFuture<String>>();
    while (answers.size() < WAITING) {
      IntStream.range(0, AT_ONCE).forEach(i -> answers.add(waiting.get()));
      await("all of them")
          .atMost(LIMIT)
          .until(() -> come.getAsDouble() >= answers.size() || !ended(answers).isEmpty());
      assertThat(ended(answers)).as("those who wait no more").isEmpty();
    }

    for (int i = 0; i < OTHERS; i++) {
      var other = client.request("/languages").timeout(MAX_ANSWER).GET().build();
      assertThat(client.send(other).statusCode()).isEqualTo(200);
    }

    assertThat(ended(answers)).as("those who wait no more").isEmpty();
    jobs.queue("purge");
    for (var answer : answers) {
      assertThat(answer.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).contains("\"Cancelled\"");
    }
  }

  /** Their answers, or why they have none. */
  private static List<String> ended(List<CompletableFuture<String>> answers) {
    return answers.stream()
        .filter(CompletableFuture::isDone)
        .map(answer -> answer.exceptionally(Throwable::toString).join())
        .toList();
  }

  private CompletableFuture<String> send(HttpRequest request) {
    return http.sendAsync(request, BodyHandlers.ofString()).thenApply(HttpResponse::body);
  }

  private static double sample(String name) {
    return Samples.of(client).values().getOrDefault(name, 0.0);
  }

  @ParameterizedTest
  @CsvSource({"/execute, ", "/execute-batch, requests", "/execute-parallel, requests"})
  void whileTheirProgramsHaveNotRun(String path, String list) throws Exception {
    var request = execution(path + "?wait=60", list);

    assertHoldNoThread(() -> send(request), WaitingClientsIT::queued);
  }

  private static HttpRequest execution(String path, String list) {
    JsonNode program =
        Client.JSON
            .createObjectNode()
            .put("language", "bash")
            .put("code", "echo")
            .put("cache", false);
    var body =
        list == null
            ? program
            : Client.JSON.createObjectNode().set(list, Client.JSON.createArrayNode().add(program));
    return client
        .request(path)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofByteArray(Client.bytes(body)))
        .build();
  }

  @Tag("slow")
  @ParameterizedTest
  @CsvSource({"/execute, ", "/execute-batch, requests"})
  void whoDoesNotSayHowLongWaitsForHalfAMinute(String path, String list) {
    var request = execution(path, list);
    var begun = System.nanoTime();
    var answer = client.send(request);

    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(DEFAULT_WAIT);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    var token = Client.json(answer.body()).get("token").asText();
    assertThat(client.find(token, 0).body()).contains("In Queue");
  }

  private static double queued() {
    var request =
        client
            .request("/admin/queues/bash")
            .header("X-Auth-Token", SharedProduct.ADMIN_TOKEN)
            .timeout(MAX_ANSWER);
    return Client.json(client.send(request.build()).body()).get("waiting").asInt();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/submissions/%s?wait=60", "/submissions/batch?wait=60&tokens=%s"})
  void whileTheyWaitForAResult(String path) throws Exception {
    var request = client.request(path.formatted(jobs.submit())).GET().build();
    var before = sample(REDIS_COMMANDS);

    // Each that waits has looked for the result before.
    assertHoldNoThread(() -> send(request), () -> sample(REDIS_COMMANDS) - before);
  }

  @Test
  void whileTheyFollowEvents() throws Exception {
    var request = client.request("/submissions/" + jobs.submit() + "/events").GET().build();
    var before = sample("evalx_event_streams");

    assertHoldNoThread(() -> send(request), () -> sample("evalx_event_streams") - before);
  }

  @Test
  void whileTheyFollowOverWebSockets() throws Exception {
    var path = "ws://127.0.0.1:" + product.port("PORT") + "/ws/submissions/" + jobs.submit();
    var before = sample("evalx_event_streams");

    assertHoldNoThread(
        () -> listen(URI.create(path)), () -> sample("evalx_event_streams") - before);
  }

  /** What a WebSocket is told until the server closes it. */
  private CompletableFuture<String> listen(URI uri) {
    var told = new CompletableFuture<String>();
    var text = new StringBuilder();
    var listener =
        new WebSocket.Listener() {
          @Override
          public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            socket.request(1);
            return null;
          }

          @Override
          public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            told.complete(text.toString());
            return null;
          }

          @Override
          public void onError(WebSocket socket, Throwable failure) {
            told.completeExceptionally(failure);
          }
        };
    var unused =
        http.newWebSocketBuilder()
            .buildAsync(uri, listener)
            .exceptionally(
                failure -> {
                  told.completeExceptionally(failure);
                  return null;
                });
    return told;
  }
}
