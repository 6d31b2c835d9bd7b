package evalx.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A client that submits one program and waits for its end, trying again as long as it takes. */
final class ChaosClient implements Runnable {
  private static final long PAUSE_MILLIS = 1_000;
  private static final int TOO_MANY = 429;
  private static final int MISSING = 404;

  private final Story story;
  private final List<Http> nodes;
  private final String receiver;
  private final Supplier<Instant> deadline;
  private int turn;

  /**
   * @param receiver the URL of webhooks, to which the number is added
   * @param deadline when it gives up
   */
  ChaosClient(Story story, List<Http> nodes, String receiver, Supplier<Instant> deadline) {
    this.story = story;
    this.nodes = nodes;
    this.receiver = receiver;
    this.deadline = deadline;
    turn = story.task().number();
  }

  @Override
  public void run() {
    try {
      while (!attempt() && Instant.now().isBefore(deadline.get())) {
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Goes on from where it is; false when it must be tried again. */
  private boolean attempt() {
    var node = nodes.get(turn++ % nodes.size());
    try {
      if (story.token().isEmpty()) {
        submit(node);
      }
      return story.token().isPresent() && (story.isTold() || follow(node));
    } catch (IOException e) {
      return false; // the node is away, or says that it cannot now
    }
  }

  private void submit(Http node) throws IOException {
    var executes = story.way() == Way.EXECUTE;
    var body = executes ? story.task().execution() : story.task().submission();
    if (story.way() == Way.WEBHOOK) {
      body.put("webhook_url", receiver + story.task().number());
    }
    var answer = node.post(executes ? "/execute?wait=20" : "/submissions", key(), body);
    take(answer, 202, 200);
    if (answer.status() == 200 || answer.status() == 202) {
      story.accepted(answer.body().path("token").asText());
    }
    if (answer.status() == 200) {
      end(answer.body());
    }
  }

  /** The same for each try, so that it runs once. */
  private String key() {
    return "chaos-" + story.task().number();
  }

  /** Complains of what no client may be told; 5xx and 429 say that it may come again. */
  private void take(Http.Answer answer, Integer... expected) {
    if (answer.status() < 500
        && answer.status() != TOO_MANY
        && !List.of(expected).contains(answer.status())) {
      story.complain(answer.status() + " " + answer.body());
    }
  }

  private boolean follow(Http node) throws IOException {
    var path = "/submissions/" + story.token().orElseThrow();
    switch (story.way()) {
      case POLL -> find(node, path);
      case LONG_POLL -> find(node, path + "?wait=20");
      case EVENTS -> events(node, path + "/events");
      case EXECUTE -> submit(node);
      case WEBHOOK -> {} // the receiver hears of it
    }
    return story.isTold();
  }

  private void find(Http node, String path) throws IOException {
    var answer = node.get(path);
    take(answer, 200, 202);
    if (answer.status() == MISSING) {
      throw new IOException("not found");
    }
    if (answer.status() == 200) {
      end(answer.body());
    }
  }

  /** Reads a stream to its end, which must come by itself after the last event. */
  private void events(Http node, String path) throws IOException {
    JsonNode last = null;
    try (var lines =
        new BufferedReader(new InputStreamReader(node.stream(path), StandardCharsets.UTF_8))) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("data: ")) {
          var data = Task.JSON.readTree(line.substring(6));
          last = data.has("finished_at") ? data : last;
        }
      }
    }
    if (last != null) {
      end(last);
    }
  }

  private void end(JsonNode end) {
    story.ended(end);
    story.told();
  }
}
