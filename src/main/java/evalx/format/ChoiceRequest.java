package evalx.format;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads which dead letters an operator chooses, and which caches. */
public final class ChoiceRequest {
  private static final int MAX_IDS = 100;
  private static final int MAX_ID = 200;

  private ChoiceRequest() {}

  /**
   * A choice: either ids, or all.
   *
   * @param ids empty for all
   * @param language with all: of which language; as it was sent
   */
  public record Choice(List<String> ids, Optional<String> language) {
    public Choice {
      ids = List.copyOf(ids);
    }
  }

  /**
   * Reads which letters are chosen.
   *
   * @throws NotJson when the body is not JSON
   * @throws InvalidRequest when it chooses none, or has other members
   */
  public static Choice letters(byte[] body) {
    var json = object(body, Set.of("ids", "all", "language"));
    var all = json.path("all");
    if (json.hasNonNull("all") && !all.isBoolean()) {
      throw new InvalidRequest("all", "must be true or false");
    }
    if (all.asBoolean() == json.hasNonNull("ids")) {
      throw new InvalidRequest("ids", "must be given, or all must be true, but not both");
    }
    var language = json.path("language");
    if (json.hasNonNull("language") && (!language.isTextual() || !all.asBoolean())) {
      throw new InvalidRequest("language", "must be a language, and only with all");
    }
    return new Choice(
        all.asBoolean() ? List.of() : ids(json.path("ids")),
        Optional.ofNullable(language.textValue()));
  }

  private static List<String> ids(JsonNode list) {
    if (!list.isArray() || list.isEmpty() || list.size() > MAX_IDS) {
      throw new InvalidRequest("ids", "must be a list of 1 to " + MAX_IDS + " ids");
    }
    var ids = new ArrayList<String>();
    for (JsonNode id : list) {
      if (!id.isTextual() || id.textValue().isEmpty() || id.textValue().length() > MAX_ID) {
        throw new InvalidRequest("ids[" + ids.size() + "]", "must be the id of a dead letter");
      }
      ids.add(id.textValue());
    }
    return ids;
  }

  /**
   * The name of a cache.
   *
   * @throws NotJson when the body is not JSON
   * @throws InvalidRequest when it names none, or has other members
   */
  public static String cache(byte[] body, List<String> names) {
    var cache = object(body, Set.of("cache")).path("cache");
    if (!cache.isTextual() || !names.contains(cache.textValue())) {
      throw new InvalidRequest("cache", "must be one of " + String.join(", ", names));
    }
    return cache.textValue();
  }

  private static JsonNode object(byte[] body, Set<String> members) {
    var json = Json.parse(body);
    if (!json.isObject()) {
      throw new InvalidRequest("", "must be an object");
    }
    json.fieldNames()
        .forEachRemaining(
            name -> {
              if (!members.contains(name)) {
                throw new InvalidRequest(name, "is not a member of this request");
              }
            });
    return json;
  }
}
