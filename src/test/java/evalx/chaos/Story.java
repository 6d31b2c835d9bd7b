package evalx.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What was seen of a submission, by its client, by the receiver of webhooks and at the end. */
final class Story {
  private final Task task;
  private final Way way;
  private final Set<String> tokens = new TreeSet<>();
  private final Set<String> ends = new TreeSet<>();
  private final Set<String> webhooks = new TreeSet<>();
  private final List<String> complaints = new ArrayList<>();
  private JsonNode result;
  private boolean told;

  Story(Task task, Way way) {
    this.task = task;
    this.way = way;
  }

  Task task() {
    return task;
  }

  Way way() {
    return way;
  }

  /** It was accepted: from now on it must not be lost. */
  synchronized void accepted(String token) {
    tokens.add(token);
  }

  /** The token; empty until it was accepted. */
  synchronized Optional<String> token() {
    return tokens.stream().findFirst();
  }

  /** Somebody was shown an end. All must be shown the same. */
  synchronized void ended(JsonNode end) {
    ends.add(
        "%s at %s by %s, attempt %s"
            .formatted(
                end.path("status").asText(),
                end.path("finished_at").asText(),
                end.path("worker").asText(),
                end.path("attempts").asText()));
  }

  /** The whole result, as it was at the end. */
  synchronized void result(JsonNode whole) {
    ended(whole);
    result = whole;
  }

  /** The client was told the end, by its way. */
  synchronized void told() {
    told = true;
  }

  /**
   * A webhook came; it may come again under the same id.
   *
   * @param id by which receivers know one that they had
   */
  synchronized void webhook(String id, JsonNode body) {
    webhooks.add(id);
    ended(body);
    told = told || way == Way.WEBHOOK;
  }

  synchronized boolean isTold() {
    return told;
  }

  /** An answer that no client may get. */
  synchronized void complain(String text) {
    complaints.add(text);
  }

  synchronized Set<String> tokens() {
    return Set.copyOf(tokens);
  }

  synchronized Set<String> ends() {
    return Set.copyOf(ends);
  }

  synchronized Set<String> webhooks() {
    return Set.copyOf(webhooks);
  }

  synchronized List<String> complaints() {
    return List.copyOf(complaints);
  }

  synchronized Optional<JsonNode> result() {
    return Optional.ofNullable(result);
  }
}
