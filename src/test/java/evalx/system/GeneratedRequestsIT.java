package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Thousands of requests made by jqwik from /openapi, those of operators too: no answer is a 5xx, or
 * one that the document does not describe. {@link SchemaFuzzIT} does so with another tool.
 */
@Tag("slow")
class GeneratedRequestsIT {
  private static final int MIN_REQUESTS = 5000;
  private static final int THREADS = 8;
  private static final String ADMIN_TOKEN = "secret-of-the-generator";

  private final AtomicInteger done = new AtomicInteger();

  @Test
  void everyAnswerIsDescribed() throws Exception {
    var seed = Long.getLong("evalx.seed", 1);
    try (var product = Product.start(Map.of("HISTORY", "true", "ADMIN_TOKEN", ADMIN_TOKEN))) {
      var client = product.client();
      var openApi = new OpenApi(client);
      var requests = new GeneratedRequests(openApi, known(client));
      var operations = requests.operations();
      var ofEach = MIN_REQUESTS / operations.size() + 1;
      var faults = new ConcurrentLinkedQueue<String>();
      for (var operation : operations) {
        sendAll(client, openApi, requests.of(operation, ofEach, seed), faults);
      }
      assertThat(faults).as("seed " + seed).isEmpty();
      assertThat(done.get()).as("of them were not refused").isGreaterThan(MIN_REQUESTS / 5);
    }
  }

  /** Values by which requests lead further than to a refusal; none is of a language not offered. */
  private static Map<String, List<String>> known(Client client) {
    var tokens = new ArrayList<String>(List.of("0a1f7c3e-5b1d-4c58-9a3e-2f6d8b7c9e10", "x"));
    for (int i = 0; i < 5; i++) {
      var program = Client.JSON.createObjectNode().put("language", "bash").put("code", "echo");
      tokens.add(client.submit(program));
    }
    var languages = List.of("bash", "python", "c", "no-language", "");
    return Map.of(
        "token", tokens,
        "tokens", List.of(String.join(",", tokens), tokens.get(2), ""),
        "language", languages,
        "code", List.of("echo 1", "print(1)", "int main() { return 3; }", "\u0000\u2028"),
        "wait", List.of("0", "1", "-1", "61", "soon"),
        "webhook_url", List.of("http://127.0.0.1:9/", "https://user@example.org/", "ftp://x"),
        "Idempotency-Key", List.of("one", "two", "three"),
        "Last-Event-ID", List.of("0-1", "1-0", "9", ""));
  }

  private void sendAll(
      Client client,
      OpenApi openApi,
      List<GeneratedRequests.Generated> requests,
      Queue<String> faults)
      throws Exception {
    var threads = Executors.newFixedThreadPool(THREADS);
    try {
      var calls = new ArrayList<Callable<Boolean>>();
      requests.forEach(request -> calls.add(() -> faults.addAll(send(client, openApi, request))));
      for (var call : threads.invokeAll(calls)) {
        call.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private List<String> send(Client client, OpenApi openApi, GeneratedRequests.Generated generated) {
    var operation = generated.operation();
    var request = client.request(generated.target()).header("Content-Type", "application/json");
    generated.headers().forEach(request::header);
    if (operation.isForOperators()) {
      request.header("X-Auth-Token", ADMIN_TOKEN);
    }
    BodyPublisher body =
        generated.body().map(BodyPublishers::ofString).orElseGet(BodyPublishers::noBody);
    var method = operation.method().toUpperCase(Locale.ROOT);
    var answer = client.send(request.method(method, body).build());
    var faults = new ArrayList<>(openApi.faults(operation.method(), operation.path(), answer));
    if (answer.statusCode() < 300) {
      done.incrementAndGet();
    } else if (answer.statusCode() >= 500) {
      faults.add("answered with " + answer.statusCode());
    }
    return faults.stream().map(fault -> fault + ": " + generated + " " + answer.body()).toList();
  }
}
