package evalx.system;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Asks for rewards as verl does, written from the shapes of its requests: all cases of a program at
 * once, three tries of each, again after 504 alone.
 */
final class VerlRewards {
  /** What verl makes of a case, beside right and wrong. */
  enum Reward {
    RIGHT,
    WRONG,
    API_ERROR,
    RUNTIME_ERROR,
    TIMEOUT,
    COMPILE_ERROR
  }

  /** Its usual timeout, and that of a compilation, in seconds. */
  static final int SECONDS = 10;

  private static final int MAX_TRIES = 3;
  private static final int MAX_THREADS = 100;
  private static final int AGAIN = 504;

  private final Client client;
  private final int seconds;
  private final String[] headers;
  private final Runnable whenRefused;
  final AtomicInteger refused = new AtomicInteger();

  /**
   * @param seconds of each timeout
   * @param whenRefused what happens as a request is answered with 504
   */
  VerlRewards(Client client, int seconds, Runnable whenRefused, String... headers) {
    this.client = client;
    this.seconds = seconds;
    this.whenRefused = whenRefused;
    this.headers = headers;
  }

  /** The rewards of a program, one for each input with its expected output. */
  List<Reward> of(String language, String code, List<String> inputs, List<String> outputs) {
    var threads = Executors.newFixedThreadPool(MAX_THREADS);
    try {
      var calls =
          IntStream.range(0, inputs.size())
              .<Callable<Reward>>mapToObj(
                  i -> () -> reward(post(language, code, inputs.get(i)), outputs.get(i)))
              .toList();
      var rewards = new ArrayList<Reward>();
      for (var call : threads.invokeAll(calls)) {
        rewards.add(call.get());
      }
      return rewards;
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    } finally {
      threads.shutdownNow();
    }
  }

  private static Reward reward(HttpResponse<String> answer, String expected) {
    if (answer.statusCode() != 200) {
      return Reward.API_ERROR;
    }
    var told = Client.json(answer.body());
    var run = told.path("run_result");
    return switch (told.path("status").asText()) {
      case "Success" -> isRight(run, expected) ? Reward.RIGHT : Reward.WRONG;
      case "Failed" -> failure(told.path("compile_result"), run);
      default -> Reward.API_ERROR;
    };
  }

  private static boolean isRight(JsonNode run, String expected) {
    return run.path("stdout").asText().replaceFirst("\n+$", "").equals(expected);
  }

  private static Reward failure(JsonNode compiled, JsonNode run) {
    if (compiled.isObject() && compiled.path("return_code").asInt(1) != 0) {
      return Reward.COMPILE_ERROR;
    }
    var late = run.path("status").asText().equals("TimeLimitExceeded");
    return late ? Reward.TIMEOUT : Reward.RUNTIME_ERROR;
  }

  private HttpResponse<String> post(String language, String code, String stdin) {
    var answer = client.send(request(language, code, stdin));
    for (int tries = 1; answer.statusCode() == AGAIN && tries < MAX_TRIES; tries++) {
      refused.incrementAndGet();
      whenRefused.run();
      answer =
          CompletableFuture.supplyAsync(
                  () -> client.send(request(language, code, stdin)),
                  CompletableFuture.delayedExecutor(tries, TimeUnit.SECONDS))
              .join();
    }
    return answer;
  }

  private HttpRequest request(String language, String code, String stdin) {
    var body = Client.JSON.createObjectNode();
    body.put("compile_timeout", seconds).put("run_timeout", seconds).put("code", code);
    body.put("stdin", stdin).put("memory_limit_MB", 1024).put("language", language);
    body.putObject("files");
    body.putArray("fetch_files");
    var request =
        client
            .request("/sandboxfusion/run_code")
            .timeout(Duration.ofSeconds(2L * seconds + 10))
            .header("Content-Type", "application/json")
            .header("Accept", "application/json");
    if (headers.length > 0) {
      request.headers(headers);
    }
    return request.POST(BodyPublishers.ofByteArray(Client.bytes(body))).build();
  }
}
