package evalx.format;

import com.fasterxml.jackson.databind.JsonNode;
import evalx.submission.Encoding;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads the members of one JSON object. It notes every member of a wrong type instead of stopping
 * at the first, and treats null as absence. The names it was asked for are the known ones.
 */
final class Members {
  private static final byte[] NOTHING = {};

  private final JsonNode object;
  private final String path;
  private final Findings findings;
  private final UnknownMembers unknown;
  private final Set<String> known = new HashSet<>();

  private Members(JsonNode object, String path, Findings findings, UnknownMembers unknown) {
    this.object = object;
    this.path = path;
    this.findings = findings;
    this.unknown = unknown;
  }

  /** Reads a request for one submission; what cannot be read is noted in it. */
  static SubmissionRequest request(
      JsonNode root, UnknownMembers unknown, Function<Members, SubmissionRequest> reader) {
    var findings = new Findings();
    return read(root, findings, unknown, reader).with(findings.noticed());
  }

  /** Reads a whole request. */
  static <T> T read(
      JsonNode root, Findings findings, UnknownMembers unknown, Function<Members, T> reader) {
    return new Members(root, "", findings, unknown).read(reader);
  }

  /** Lets a reader ask for members, then notes those that it did not ask for. */
  private <T> T read(Function<Members, T> reader) {
    if (!object.isObject()) {
      findings.error(path, "must be an object");
    }
    var value = reader.apply(this);
    object.fieldNames().forEachRemaining(this::noteIfUnknown);
    return value;
  }

  private void noteIfUnknown(String name) {
    if (!known.contains(name)) {
      unknown.note(at(name), findings);
    }
  }

  private String at(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private void error(String name, String message) {
    findings.error(at(name), message);
  }

  private Optional<JsonNode> member(String name) {
    known.add(name);
    return Optional.ofNullable(object.get(name)).filter(node -> !node.isNull());
  }

  Optional<String> text(String name) {
    return member(name).flatMap(node -> text(at(name), node));
  }

  private Optional<String> text(String where, JsonNode node) {
    if (node.isTextual()) {
      return Optional.of(node.textValue());
    }
    findings.error(where, "must be a string");
    return Optional.empty();
  }

  /** The value of a text that must be there; a placeholder where it is not. */
  String required(String name) {
    if (member(name).isEmpty()) {
      error(name, "is required");
    }
    return text(name).orElse("");
  }

  /** The value of a text; an invalid text is an error that says what it must be. */
  <T> Optional<T> parsed(String name, Function<String, Optional<T>> parse, String must) {
    var value = text(name).flatMap(parse);
    if (member(name).isPresent() && value.isEmpty()) {
      error(name, must);
    }
    return value;
  }

  Optional<Encoding> encoding(String name) {
    return parsed(name, Members::encodingNamed, "must be utf8 or base64");
  }

  private static Optional<Encoding> encodingNamed(String name) {
    for (Encoding encoding : Encoding.values()) {
      if (encoding.name().toLowerCase(Locale.ROOT).equals(name)) {
        return Optional.of(encoding);
      }
    }
    return Optional.empty();
  }

  /** The bytes that a text encodes. */
  Optional<byte[]> bytes(String name, Encoding encoding) {
    return text(name)
        .map(text -> encoding == Encoding.BASE64 ? base64(name, text) : utf8(name, text));
  }

  /** Line breaks in it are what many tools put there. */
  private byte[] base64(String name, String text) {
    try {
      return Base64.getDecoder().decode(text.replace("\n", "").replace("\r", ""));
    } catch (IllegalArgumentException e) {
      error(name, "must be base64");
      return NOTHING;
    }
  }

  private byte[] utf8(String name, String text) {
    try {
      var buffer = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      var bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      return bytes;
    } catch (CharacterCodingException e) {
      error(name, "must not contain an unpaired surrogate");
      return NOTHING;
    }
  }

  Optional<Double> number(String name) {
    var node = member(name);
    if (node.isPresent() && !node.get().isNumber()) {
      error(name, "must be a number");
      return Optional.empty();
    }
    return node.map(JsonNode::doubleValue);
  }

  /** A whole number; one that no int holds is the nearest that an int does. */
  Optional<Integer> integer(String name) {
    var node = member(name);
    if (node.isPresent() && !node.get().canConvertToExactIntegral()) {
      error(name, "must be a whole number");
      return Optional.empty();
    }
    return node.map(number -> (int) number.doubleValue());
  }

  Optional<Boolean> flag(String name) {
    var node = member(name);
    if (node.isPresent() && !node.get().isBoolean()) {
      error(name, "must be true or false");
      return Optional.empty();
    }
    return node.map(JsonNode::booleanValue);
  }

  /** An array of strings; empty where it is absent. */
  List<String> texts(String name) {
    var texts = new ArrayList<String>();
    for (JsonNode node : array(name).orElse(List.of())) {
      texts.add(text(at(name) + "[" + texts.size() + "]", node).orElse(""));
    }
    return texts;
  }

  /** An object whose members are all strings; empty where it is absent. */
  Map<String, String> textsByName(String name) {
    var texts = new LinkedHashMap<String, String>();
    object(
        name,
        members -> {
          members
              .object
              .fieldNames()
              .forEachRemaining(each -> texts.put(each, members.required(each)));
          return texts;
        });
    return texts;
  }

  /** An array of objects; empty where it is absent. */
  <T> Optional<List<T>> elements(String name, Function<Members, T> reader) {
    return array(name)
        .map(
            nodes -> {
              var elements = new ArrayList<T>();
              for (JsonNode node : nodes) {
                elements.add(child(at(name) + "[" + elements.size() + "]", node).read(reader));
              }
              return elements;
            });
  }

  /**
   * An array of requests, which must be there and not be empty: what is wrong with one of them is
   * noted in it alone, under names that do not begin with the array's.
   *
   * @param max elements that it may have
   */
  List<SubmissionRequest> requests(
      String name, int max, Function<Members, SubmissionRequest> reader) {
    var requests = new ArrayList<SubmissionRequest>();
    for (JsonNode node : array(name).orElse(List.of())) {
      if (requests.size() == max) {
        error(name, "must have at most " + max + " elements");
        return requests;
      }
      requests.add(request(node, unknown, reader));
    }
    if (requests.isEmpty()) {
      error(name, "must have at least one element");
    }
    return requests;
  }

  private Optional<Iterable<JsonNode>> array(String name) {
    var node = member(name);
    if (node.isPresent() && !node.get().isArray()) {
      error(name, "must be an array");
      return Optional.of(List.of());
    }
    return node.map(elements -> elements);
  }

  <T> Optional<T> object(String name, Function<Members, T> reader) {
    return member(name).map(node -> child(at(name), node).read(reader));
  }

  private Members child(String where, JsonNode node) {
    return new Members(node, where, findings, unknown);
  }
}
