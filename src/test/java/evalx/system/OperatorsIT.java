package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Operators and dead letters, over a broker of its own. */
@Tag("slow")
class OperatorsIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** Letters, more than a page of an export. */
  private static final int MANY = 2500;

  private static final String TOKEN = "secret-of-operators";
  private static final String BODY =
      """
      {"language":"bash","code":"echo again","test_cases":[{"stdin":"","expected_output":"again\\n"}]}\
      """;

  @TempDir static Path folder;
  private static OutsideBroker broker;
  private static Product product;
  private static Client client;

  @BeforeAll
  static void start() {
    broker = new OutsideBroker(folder);
    var settings = new HashMap<>(broker.settings());
    settings.put("ADMIN_TOKEN", TOKEN);
    product = Product.start(settings);
    client = product.client();
  }

  @AfterAll
  static void stop() {
    try {
      product.close();
    } finally {
      broker.close();
    }
  }

  private static HttpResponse<String> asked(String path) {
    return client.send(client.request(path).header("X-Auth-Token", TOKEN).GET().build());
  }

  private static HttpResponse<String> post(String path, String body, String... headers) {
    var request =
        client
            .request(path)
            .header("X-Auth-Token", TOKEN)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return client.send(request.build());
  }

  private static JsonNode letters(String query) {
    var answer = asked("/admin/dead-letters" + query);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Client.json(answer.body()).get("letters");
  }

  /** A job that was given up, as EvalX itself would do it. */
  private static String deadLetter() {
    var token = UUID.randomUUID().toString();
    kill(List.of(token));
    // Nobody accepted it, so that it is not known before it has ended.
    await("its end").atMost(LIMIT).until(() -> client.find(token, 0).statusCode() == 200);
    assertThat(client.result(token, LIMIT).get("status").asText()).isEqualTo("Internal Error");
    return token;
  }

  private static void kill(List<String> tokens) {
    var settings = broker.settings();
    try (var factory =
            new ActiveMQConnectionFactory(
                settings.get("ARTEMIS_URL"),
                settings.get("ARTEMIS_USER"),
                settings.get("ARTEMIS_PASSWORD"));
        var context = factory.createContext()) {
      var producer = context.createProducer();
      for (var token : tokens) {
        var message = context.createBytesMessage();
        message.writeBytes(BODY.getBytes(StandardCharsets.UTF_8));
        message.setStringProperty("evalx_token", token);
        message.setStringProperty("evalx_queue", "evalx.jobs.bash");
        message.setStringProperty("evalx_reason", "each of 3 attempts failed");
        message.setStringProperty("evalx_caller", "address:127.0.0.1");
        message.setIntProperty("evalx_attempts", 3);
        producer.send(context.createTopic("evalx.dead"), message);
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static String idOf(String token) {
    return letters("?token=" + token).get(0).get("id").asText();
  }

  @Test
  void aDeadLetterIsShownAndReallyRunsAgain() {
    var openApi = new OpenApi(client);
    var token = deadLetter();
    openApi.describes("get", "/admin/dead-letters", asked("/admin/dead-letters"));
    var letter = letters("?token=" + token).get(0);
    assertThat(letter.get("reason").asText()).isEqualTo("each of 3 attempts failed");
    assertThat(letter.get("language").asText()).isEqualTo("bash");
    assertThat(letter.get("attempts").asInt()).isEqualTo(3);
    var path = "/admin/dead-letters/" + letter.get("id").asText();
    openApi.describes("get", "/admin/dead-letters/{id}", asked(path));
    assertThat(asked("/admin/dead-letters/export").body().lines())
        .anyMatch(line -> line.contains(token) && line.contains("echo again"));

    var retried = post(path + "/retry", "");

    openApi.describes("post", "/admin/dead-letters/{id}/retry", retried);
    await("its result")
        .atMost(LIMIT)
        .until(() -> client.find(token, 5).body().contains("\"Accepted\""));
    assertThat(letters("?token=" + token)).isEmpty();
    assertThat(asked(path).statusCode()).isEqualTo(404);
  }

  @Test
  void twoOperatorsAtOnceRunItOnce() throws Exception {
    var token = deadLetter();
    var path = "/admin/dead-letters/" + idOf(token) + "/retry";
    var barrier = new CyclicBarrier(2);
    Callable<Integer> retry =
        () -> {
          barrier.await();
          return post(path, "").statusCode();
        };
    var threads = Executors.newFixedThreadPool(2);
    for (var status : threads.invokeAll(List.of(retry, retry))) {
      assertThat(status.get()).isIn(200, 404);
    }
    threads.shutdown();

    await("its result")
        .atMost(LIMIT)
        .until(() -> client.find(token, 5).body().contains("\"Accepted\""));
    assertThat(Client.json(client.find(token, 0).body()).get("attempts").asInt()).isEqualTo(1);
  }

  @Test
  void anExportHasEveryLetterHoweverMany() {
    var tokens = Stream.generate(() -> UUID.randomUUID().toString()).limit(MANY).toList();
    kill(tokens);

    var exported = asked("/admin/dead-letters/export?language=bash");

    assertThat(exported.statusCode()).isEqualTo(200);
    assertThat(exported.body().lines().map(line -> Client.json(line).get("token").asText()))
        .doesNotHaveDuplicates()
        .containsAll(tokens);
    post("/admin/dead-letters/delete", "{\"all\": true}");
  }

  @Test
  void aRetryThatIsSentAgainWithItsKeyGetsTheSameAnswer() {
    var token = deadLetter();
    var path = "/admin/dead-letters/" + idOf(token) + "/retry";
    var key = UUID.randomUUID().toString();

    var first = post(path, "", "Idempotency-Key", key);
    var again = post(path, "", "Idempotency-Key", key);

    assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
    assertThat(Client.json(first.body()).get("outcome").asText()).isEqualTo("retried");
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(post(path, "").statusCode()).as("without the key").isEqualTo(404);
  }

  @Test
  void allAreRetriedOrDeletedAndARequeuedSubmissionIsARetriedLetter() {
    var first = deadLetter();
    assertThat(post("/admin/submissions/" + first + "/requeue", "").statusCode()).isEqualTo(202);
    await("its result")
        .atMost(LIMIT)
        .until(() -> client.find(first, 5).body().contains("\"Accepted\""));
    var second = deadLetter();
    var retries = post("/admin/dead-letters/retry", "{\"all\": true, \"language\": \"bash\"}");
    assertThat(retries.statusCode()).as(retries.body()).isEqualTo(200);
    assertThat(Client.json(retries.body()).get("retried").asInt()).isPositive();
    await("its result")
        .atMost(LIMIT)
        .until(() -> client.find(second, 5).body().contains("\"Accepted\""));
    deadLetter();
    var deletions = post("/admin/dead-letters/delete", "{\"all\": true}");
    assertThat(Client.json(deletions.body()).get("remaining").asInt()).isZero();
  }

  @Test
  void aQueueOfAnotherBrokerIsPausedPurgedAndResumed() {
    assertThat(post("/admin/queues/bash/pause", "").statusCode()).isEqualTo(200);
    var token =
        client.submit(Client.JSON.createObjectNode().put("language", "bash").put("code", "echo"));
    assertThat(Client.json(post("/admin/queues/bash/purge", "").body()).get("purged").asInt())
        .isEqualTo(1);
    assertThat(client.result(token, LIMIT).get("status").asText()).isEqualTo("Cancelled");
    assertThat(post("/admin/queues/bash/resume", "").statusCode()).isEqualTo(200);
  }
}
