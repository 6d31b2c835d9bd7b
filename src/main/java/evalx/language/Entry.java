package evalx.language;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.StreamSupport;

/**
 * An object of a table, such as that of the languages, which says what is wrong with it by its
 * place and the name of the member: {@code languages.json: cpp: memory must look like 256m}.
 */
public final class Entry {
  private final String place;
  private final JsonNode node;

  /**
   * @param place such as "languages.json: cpp"
   * @param members the names of all members that it may have
   */
  public Entry(String place, JsonNode node, Set<String> members) {
    this.place = place;
    this.node = node;
    if (!node.isObject()) {
      throw wrong("must be an object");
    }
    node.fieldNames()
        .forEachRemaining(
            name -> {
              if (!members.contains(name)) {
                throw wrong("has the unknown member " + name);
              }
            });
  }

  /** A mistake in this entry. */
  public IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException(place + ": " + what);
  }

  public boolean has(String member) {
    return node.has(member);
  }

  public String text(String member) {
    var value = node.path(member);
    if (!value.isTextual()) {
      throw wrong(member + " must be a text");
    }
    return value.textValue();
  }

  /** A text of one form. */
  String text(String member, Pattern form, String what) {
    var text = text(member);
    if (!form.matcher(text).matches()) {
      throw wrong(member + " must be " + what);
    }
    return text;
  }

  /** A list of texts; empty where the member is not there. */
  public List<String> texts(String member) {
    var value = node.path(member);
    if ((!value.isMissingNode() && !value.isArray())
        || !elements(value).stream().allMatch(JsonNode::isTextual)) {
      throw wrong(member + " must be a list of texts");
    }
    return elements(value).stream().map(JsonNode::textValue).toList();
  }

  /** A list of texts of one form; empty where the member is not there. */
  public List<String> matching(String member, Pattern form, String what) {
    var texts = texts(member);
    if (!texts.stream().allMatch(text -> form.matcher(text).matches())) {
      throw wrong("each of " + member + " must be " + what);
    }
    return texts;
  }

  /** A regular expression. */
  Pattern pattern(String member) {
    try {
      return Pattern.compile(text(member));
    } catch (PatternSyntaxException e) {
      throw wrong(member + " must be a regular expression: " + e.getDescription());
    }
  }

  /** False where the member is not there. */
  public boolean flag(String member) {
    var value = node.path(member);
    if (!value.isMissingNode() && !value.isBoolean()) {
      throw wrong(member + " must be true or false");
    }
    return value.booleanValue();
  }

  /** An object of texts; empty where the member is not there. */
  Map<String, String> variables(String member, Pattern name) {
    var all = new HashMap<String, String>();
    var object = node.path(member);
    if (!object.isMissingNode() && !object.isObject()) {
      throw wrong(member + " must be an object");
    }
    object
        .properties()
        .forEach(
            variable -> {
              if (!variable.getValue().isTextual() || !name.matcher(variable.getKey()).matches()) {
                throw wrong(member + " must have names of variables, each with a text");
              }
              all.put(variable.getKey(), variable.getValue().textValue());
            });
    return all;
  }

  List<String> requiredTexts(String member) {
    var texts = texts(member);
    if (texts.isEmpty()) {
      throw wrong(member + " must be a list of at least one text");
    }
    return texts;
  }

  int number(String member, int min, int max) {
    var value = node.path(member);
    if (!value.isInt() || value.intValue() < min || value.intValue() > max) {
      throw wrong(member + " must be a whole number from " + min + " to " + max);
    }
    return value.intValue();
  }

  Optional<Integer> optionalNumber(String member, int min, int max) {
    return has(member) ? Optional.of(number(member, min, max)) : Optional.empty();
  }

  /** Whole numbers; empty where the member is not there. */
  public List<Integer> numbers(String member) {
    var value = node.path(member);
    if ((!value.isMissingNode() && !value.isArray())
        || !elements(value).stream().allMatch(JsonNode::isInt)) {
      throw wrong(member + " must be a list of whole numbers");
    }
    return elements(value).stream().map(JsonNode::intValue).toList();
  }

  /** A number from 0 on; another where the member is not there. */
  public double fraction(String member, double otherwise) {
    var value = node.path(member);
    if (!value.isMissingNode() && (!value.isNumber() || value.doubleValue() < 0)) {
      throw wrong(member + " must be a number, 0 or above");
    }
    return value.asDouble(otherwise);
  }

  /** A number above 0, at most 1. */
  double share(String member) {
    var value = node.path(member);
    if (!value.isNumber() || value.doubleValue() <= 0 || value.doubleValue() > 1) {
      throw wrong(member + " must be a number above 0 and at most 1");
    }
    return value.doubleValue();
  }

  Duration seconds(String member, int min, int max) {
    return Duration.ofSeconds(number(member, min, max));
  }

  /** Bytes. */
  long memory(String member) {
    var value = node.path(member);
    var bytes = value.isTextual() ? MemorySize.parse(value.textValue()) : MemorySize.parse("");
    return bytes.orElseThrow(() -> wrong(member + " must look like 256m"));
  }

  public Entry object(String member, Set<String> members) {
    return new Entry(place + ": " + member, node.path(member), members);
  }

  public Optional<Entry> optionalObject(String member, Set<String> members) {
    return has(member) ? Optional.of(object(member, members)) : Optional.empty();
  }

  List<Entry> objects(String member, Set<String> members) {
    return elements(node.path(member)).stream()
        .map(element -> new Entry(place + ": " + member, element, members))
        .toList();
  }

  private static List<JsonNode> elements(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }
}
