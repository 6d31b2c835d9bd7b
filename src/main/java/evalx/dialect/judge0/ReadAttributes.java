package evalx.dialect.judge0;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import evalx.format.Json;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the attributes of one submission, with everything that is wrong with them. */
final class ReadAttributes {
  private static final int MAX_OPTIONS = 512;
  private static final String BLANK = "can't be blank";

  /** Switches that cannot be turned on here, with what is said about it. */
  private static final List<List<String>> OFF =
      List.of(
          List.of("enable_per_process_and_thread_time_limit", "this option cannot be enabled"),
          List.of("enable_per_process_and_thread_memory_limit", "this option cannot be enabled"),
          List.of("enable_network", "enabling network is not allowed"));

  /** Whatever else is given turns a switch on, as in Rails. */
  private static final Set<String> FALSE = Set.of("0", "f", "F", "false", "FALSE", "off", "OFF");

  private static final Pattern WHOLE = Pattern.compile("\\s*([+-]?[0-9]{1,18})");

  private final JsonNode params;
  private final boolean base64;
  private final ObjectNode values = Json.MAPPER.createObjectNode();
  private final ObjectNode errors = Json.MAPPER.createObjectNode();

  ReadAttributes(JsonNode params, boolean base64) {
    this.params = params;
    this.base64 = base64;
  }

  Attributes read(KnownLanguages languages) {
    var language = language(languages);
    Attributes.TEXTS.forEach(this::bytes);
    Attributes.BOUNDS.forEach(this::number);
    OFF.forEach(option -> off(option.get(0), option.get(1)));
    values.put(Attributes.REDIRECT, isOn(Attributes.REDIRECT));
    values.put(Attributes.CALLBACK, filled(Attributes.CALLBACK).orElse(null));
    options("compiler_options");
    options("command_line_arguments");
    language.ifPresentOrElse(this::checkSource, this::requireSource);
    if (!errors.isEmpty() || language.isEmpty()) {
      throw new Refused(422, errors);
    }
    return new Attributes(language.get(), values);
  }

  private void error(String name, String message) {
    errors.withArray("/" + name).add(message);
  }

  /** A field of a form that is left empty is not given, but for texts. */
  private Optional<String> filled(String name) {
    return given(name).filter(text -> !text.isBlank());
  }

  private boolean isOn(String name) {
    return filled(name).filter(text -> !FALSE.contains(text)).isPresent();
  }

  private Optional<String> given(String name) {
    var value = params.path(name);
    return value.isMissingNode() || value.isNull()
        ? Optional.empty()
        : Optional.of(value.isValueNode() ? value.asText() : value.toString());
  }

  private Optional<KnownLanguages.Known> language(KnownLanguages languages) {
    var id = languageId();
    if (id.isEmpty()) {
      error("language_id", BLANK);
      error("language_id", "language with id  doesn't exist");
      return Optional.empty();
    }
    values.put("language_id", id.get());
    var known = languages.find(id.get());
    if (known.isEmpty()) {
      error(
          "language_id",
          "language with id "
              + id.get()
              + (KnownLanguages.isArchived(id.get())
                  ? " is archived and cannot be used anymore"
                  : " doesn't exist"));
    }
    return known;
  }

  /** As Rails casts it: what a number is before its point, and what a text begins with, or 0. */
  private Optional<Long> languageId() {
    var value = params.path("language_id");
    if (value.isNumber()) {
      return Optional.of(value.canConvertToLong() ? value.longValue() : Long.MAX_VALUE);
    }
    return filled("language_id")
        .filter(text -> value.isValueNode())
        .map(WHOLE::matcher)
        .map(text -> text.lookingAt() ? Long.parseLong(text.group(1)) : 0);
  }

  private void bytes(String name) {
    given(name)
        .map(text -> base64 ? Base64Text.decode(text) : text.getBytes(UTF_8))
        .map(Base64.getEncoder()::encodeToString)
        .ifPresentOrElse(text -> values.put(name, text), () -> values.putNull(name));
  }

  private void number(Attributes.Bound bound) {
    double value = filled(bound.key()).map(ReadAttributes::parsed).orElse(bound.standard());
    if (!Double.isFinite(value)) {
      error(bound.key(), "is not a number");
    } else if (value < bound.min()) {
      error(bound.key(), bound.tooSmall());
    } else if (value > bound.max()) {
      error(bound.key(), bound.tooLarge());
    } else {
      values.set(bound.key(), bound.json(value));
    }
  }

  private static double parsed(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  private void off(String name, String message) {
    if (isOn(name)) {
      error(name, message);
    }
    values.put(name, false);
  }

  private void options(String name) {
    var text = given(name);
    if (text.isPresent() && text.get().length() > MAX_OPTIONS) {
      error(name, "is too long (maximum is " + MAX_OPTIONS + " characters)");
    }
    values.put(name, text.orElse(null));
  }

  /** Judge0 tells it of a program in a language that is not there, too. */
  private void requireSource() {
    if (!hasSource()) {
      error(Attributes.SOURCE, BLANK);
    }
  }

  private boolean hasSource() {
    return Attributes.bytes(values, Attributes.SOURCE)
        .filter(bytes -> !new String(bytes, ISO_8859_1).isBlank())
        .isPresent();
  }

  private void checkSource(KnownLanguages.Known language) {
    var hasFile = language.entry().fileName().isPresent();
    if (hasFile) {
      requireSource();
    } else if (hasSource()) {
      error(Attributes.SOURCE, "must be blank");
    }
    var zip = filled(Attributes.ADDITIONAL_FILES);
    values.put(Attributes.ADDITIONAL_FILES, zip.orElse(null));
    if (!hasFile && zip.isEmpty()) {
      error(Attributes.ADDITIONAL_FILES, BLANK);
    }
    var options = filled("compiler_options");
    if (hasFile && options.isPresent() && !language.entry().compiled()) {
      error("compiler_options", "setting compiler options is only allowed for compiled languages");
    }
  }
}
