package evalx.format;

import com.fasterxml.jackson.databind.JsonNode;
import evalx.submission.Encoding;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the members of one JSON object, noting every error instead of stopping at the first. */
final class Members {
  private static final byte[] NOTHING = {};

  /** A command line has to fit into one frame to the sandbox, with room for the rest. */
  private static final int MOST_WORD_BYTES = 24 << 10;

  private final JsonNode object;
  private final String path;
  private final Findings findings;

  Members(JsonNode object, String path, Findings findings) {
    this.object = object;
    this.path = path;
    this.findings = findings;
    if (!object.isObject()) {
      findings.error(path, "must be an object");
    }
  }

  /** Notes every member that has another name. */
  void allow(Set<String> names) {
    object
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!names.contains(name)) {
                findings.unknown(at(name));
              }
            });
  }

  String at(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  void error(String name, String message) {
    findings.error(at(name), message);
  }

  boolean has(String name) {
    return object.hasNonNull(name);
  }

  Optional<JsonNode> member(String name) {
    return Optional.ofNullable(object.get(name)).filter(node -> !node.isNull());
  }

  /** A text of at most so many characters. */
  Optional<String> text(String name, int most) {
    return member(name).flatMap(node -> text(at(name), node, most));
  }

  private Optional<String> text(String where, JsonNode node, int most) {
    if (!node.isTextual()) {
      findings.error(where, "must be a string");
    } else if (node.textValue().length() > most) {
      findings.error(where, "must have at most " + most + " characters");
    } else {
      return Optional.of(node.textValue());
    }
    return Optional.empty();
  }

  /** The bytes a text stands for. */
  Optional<byte[]> bytes(String name, Encoding encoding, int most) {
    var text = text(name, Integer.MAX_VALUE);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    var bytes = encoding == Encoding.BASE64 ? base64(name, text.get()) : utf8(name, text.get());
    if (bytes.length > most) {
      error(name, "must have at most " + most + " bytes");
    }
    return Optional.of(bytes);
  }

  private byte[] base64(String name, String text) {
    try {
      return Base64.getDecoder().decode(text);
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
      error(name, "must not hold half a surrogate pair");
      return NOTHING;
    }
  }

  Optional<Double> number(String name, double least, double most) {
    var node = member(name);
    if (node.isEmpty()) {
      return Optional.empty();
    }
    var value = node.get().isNumber() ? node.get().doubleValue() : Double.NaN;
    if (value >= least && value <= most) {
      return Optional.of(value);
    }
    error(name, "must be a number from %s to %s".formatted(plain(least), plain(most)));
    return Optional.empty();
  }

  private static String plain(double number) {
    return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
  }

  Optional<Integer> integer(String name, int least, int most) {
    var node = member(name);
    if (node.isEmpty()) {
      return Optional.empty();
    }
    if (node.get().canConvertToInt() && node.get().canConvertToExactIntegral()) {
      var value = node.get().intValue();
      if (value >= least && value <= most) {
        return Optional.of(value);
      }
    }
    error(name, "must be a whole number from " + least + " to " + most);
    return Optional.empty();
  }

  Optional<Boolean> flag(String name) {
    var node = member(name);
    if (node.isPresent() && !node.get().isBoolean()) {
      error(name, "must be true or false");
      return Optional.empty();
    }
    return node.map(JsonNode::booleanValue);
  }

  /** The elements of an array of at most so many; empty where the member is absent. */
  List<JsonNode> elements(String name, int most) {
    var node = member(name);
    if (node.isEmpty()) {
      return List.of();
    }
    if (!node.get().isArray()) {
      error(name, "must be an array");
      return List.of();
    }
    if (node.get().size() > most) {
      error(name, "must have at most " + most + " elements");
      return List.of();
    }
    var elements = new ArrayList<JsonNode>();
    node.get().forEach(elements::add);
    return elements;
  }

  /** An array of words for a command line, each of at most so many characters. */
  List<String> words(String name, int most, int length) {
    var words = new ArrayList<String>();
    var bytes = 0;
    for (JsonNode node : elements(name, most)) {
      var where = at(name) + "[" + words.size() + "]";
      var word = text(where, node, length).orElse("");
      if (word.indexOf('\0') >= 0) {
        findings.error(where, "must not hold a NUL character");
      }
      words.add(word);
      bytes += word.getBytes(StandardCharsets.UTF_8).length;
    }
    if (bytes > MOST_WORD_BYTES) {
      error(name, "must have at most " + MOST_WORD_BYTES + " bytes together");
    }
    return words;
  }

  /** One member of an object within an array. */
  Members element(String name, int index, JsonNode node) {
    return new Members(node, at(name) + "[" + index + "]", findings);
  }

  Members object(String name, JsonNode node) {
    return new Members(node, at(name), findings);
  }
}
