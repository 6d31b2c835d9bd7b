package evalx.format;

import com.fasterxml.jackson.databind.JsonNode;
import evalx.submission.SubmissionId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What a client says over the WebSocket of many submissions.
 *
 * @param subscribe the submissions whose events it wants
 * @param unsubscribe those whose events it wants no more
 */
public record SocketMessage(List<Wanted> subscribe, List<SubmissionId> unsubscribe) {
  /** Characters of a message, which name as many submissions as a message may. */
  public static final int MAX_CHARS = 16 << 10;

  private static final int MAX_TOKENS = 100;
  private static final String SUBSCRIBE = "subscribe";
  private static final String UNSUBSCRIBE = "unsubscribe";
  private static final Set<String> MEMBERS = Set.of(SUBSCRIBE, UNSUBSCRIBE);

  /**
   * A submission.
   *
   * @param lastEventId the last event that the client has; empty where it has none
   */
  public record Wanted(SubmissionId id, String lastEventId) {}

  public SocketMessage {
    subscribe = List.copyOf(subscribe);
    unsubscribe = List.copyOf(unsubscribe);
  }

  /**
   * Reads a message.
   *
   * @throws NotJson when it is not JSON
   * @throws InvalidRequest when it is JSON of another shape
   */
  public static SocketMessage read(String text) {
    var json = Json.parse(text.getBytes(StandardCharsets.UTF_8));
    if (!json.isObject() || json.isEmpty()) {
      throw new InvalidRequest("", "must be an object with subscribe, unsubscribe or both");
    }
    json.fieldNames()
        .forEachRemaining(
            name -> {
              if (!MEMBERS.contains(name)) {
                throw new InvalidRequest(
                    name, "is not known: a message has subscribe and unsubscribe");
              }
            });
    List<Wanted> subscribe = new ArrayList<>();
    List<SubmissionId> unsubscribe = new ArrayList<>();
    items(json, SUBSCRIBE).forEach(item -> subscribe.add(wanted(item)));
    items(json, UNSUBSCRIBE).forEach(item -> unsubscribe.add(id(item, UNSUBSCRIBE)));
    return new SocketMessage(subscribe, unsubscribe);
  }

  private static JsonNode items(JsonNode json, String name) {
    var items = json.path(name);
    if (!items.isMissingNode() && (!items.isArray() || items.size() > MAX_TOKENS)) {
      throw new InvalidRequest(name, "must be a list of at most " + MAX_TOKENS + " tokens");
    }
    return items;
  }

  /** A token, or an object of it and the last event. */
  private static Wanted wanted(JsonNode item) {
    return item.isObject()
        ? new Wanted(id(item.path("token"), SUBSCRIBE), item.path("last_event_id").asText())
        : new Wanted(id(item, SUBSCRIBE), "");
  }

  private static SubmissionId id(JsonNode node, String member) {
    return SubmissionId.parse(node.asText())
        .orElseThrow(() -> new InvalidRequest(member, "must name each submission by its token"));
  }
}
