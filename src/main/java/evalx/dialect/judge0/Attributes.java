package evalx.dialect.judge0;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import evalx.format.Json;
import java.math.BigDecimal;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * The attributes of a submission, checked as Judge0 does.
 *
 * @param language of the program
 * @param values as clients are told them again: texts in base64 where they may hold any bytes
 */
record Attributes(KnownLanguages.Known language, ObjectNode values) {
  static final String SOURCE = "source_code";
  static final String STDIN = "stdin";
  static final String EXPECTED = "expected_output";
  static final String ADDITIONAL_FILES = "additional_files";
  static final String CREATED_AT = "created_at";
  static final String CALLBACK = "callback_url";
  static final String REDIRECT = "redirect_stderr_to_stdout";

  /** Those that hold any bytes. */
  static final List<String> TEXTS = List.of(SOURCE, STDIN, EXPECTED);

  private static final int MAX_OPTIONS = 512;

  /**
   * A limit.
   *
   * @param key in the answer to GET /config_info
   * @param max also there, after "max_"
   * @param decimal whether clients are told it as a text
   */
  record Bound(String key, double standard, double min, double max, boolean decimal) {
    JsonNode json(double value) {
      return decimal
          ? Json.MAPPER.getNodeFactory().textNode(Attributes.decimal(value))
          : Json.MAPPER.getNodeFactory().numberNode(Math.round(value));
    }
  }

  /** Numbers without their unit are KB and seconds. */
  static final List<Bound> BOUNDS =
      List.of(
          new Bound("cpu_time_limit", 5, 0, 15, true),
          new Bound("cpu_extra_time", 1, 0, 5, true),
          new Bound("wall_time_limit", 10, 1, 20, true),
          new Bound("memory_limit", 128_000, 2048, 512_000, false),
          new Bound("stack_limit", 64_000, 0, 128_000, false),
          new Bound("max_processes_and_or_threads", 60, 1, 120, false),
          new Bound("max_file_size", 1024, 0, 4096, false),
          new Bound("number_of_runs", 1, 1, 20, false));

  /** Switches that cannot be turned on here, with what is said about it. */
  private static final List<List<String>> OFF =
      List.of(
          List.of("enable_per_process_and_thread_time_limit", "this option cannot be enabled"),
          List.of("enable_per_process_and_thread_memory_limit", "this option cannot be enabled"),
          List.of("enable_network", "enabling network is not allowed"));

  static String decimal(double value) {
    var text = BigDecimal.valueOf(value).stripTrailingZeros();
    return (text.scale() < 1 ? text.setScale(1) : text).toPlainString();
  }

  double number(String name) {
    return values.path(name).asDouble();
  }

  /** A whole limit that is not Judge0's usual one; empty also for 0, which is no limit there. */
  Optional<Long> unusual(String name) {
    var usual =
        BOUNDS.stream()
            .filter(bound -> bound.key().equals(name))
            .mapToLong(bound -> Math.round(bound.standard()))
            .findFirst()
            .orElseThrow();
    var value = values.path(name).asLong();
    return value == 0 || value == usual ? Optional.empty() : Optional.of(value);
  }

  /** Whether a switch is on. */
  boolean flag(String name) {
    return values.path(name).asBoolean();
  }

  /** The bytes of one of {@link #TEXTS}; empty where it is not given. */
  Optional<byte[]> bytes(String name) {
    return bytes(values, name);
  }

  static Optional<byte[]> bytes(JsonNode values, String name) {
    return Optional.of(values.path(name))
        .filter(JsonNode::isTextual)
        .map(text -> Base64.getDecoder().decode(text.asText()));
  }

  Optional<String> text(String name) {
    return Optional.of(values.path(name)).filter(JsonNode::isTextual).map(JsonNode::asText);
  }

  /**
   * Reads the attributes of one submission.
   *
   * @param base64 whether texts are in base64
   * @throws Refused with everything that is wrong
   */
  static Attributes read(JsonNode params, boolean base64, KnownLanguages languages) {
    return new Reader(params, base64).read(languages);
  }

  private static final class Reader {
    private final JsonNode params;
    private final boolean base64;
    private final ObjectNode values = Json.MAPPER.createObjectNode();
    private final ObjectNode errors = Json.MAPPER.createObjectNode();

    Reader(JsonNode params, boolean base64) {
      this.params = params;
      this.base64 = base64;
    }

    Attributes read(KnownLanguages languages) {
      var language = language(languages);
      TEXTS.forEach(this::bytes);
      BOUNDS.forEach(this::number);
      OFF.forEach(option -> off(option.get(0), option.get(1)));
      values.put(REDIRECT, given(REDIRECT).filter(Params::isTrue).isPresent());
      values.put(CALLBACK, given(CALLBACK).filter(text -> !text.isBlank()).orElse(null));
      options("compiler_options");
      options("command_line_arguments");
      language.ifPresent(this::checkSource);
      if (!errors.isEmpty() || language.isEmpty()) {
        throw new Refused(422, errors);
      }
      return new Attributes(language.get(), values);
    }

    private void error(String name, String message) {
      errors.withArray("/" + name).add(message);
    }

    private Optional<String> given(String name) {
      var value = params.path(name);
      return value.isMissingNode() || value.isNull()
          ? Optional.empty()
          : Optional.of(value.isValueNode() ? value.asText() : value.toString());
    }

    private Optional<KnownLanguages.Known> language(KnownLanguages languages) {
      var id =
          given("language_id").filter(text -> text.matches("[0-9]{1,9}")).map(Integer::valueOf);
      if (id.isEmpty()) {
        error("language_id", "can't be blank");
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

    private void bytes(String name) {
      given(name)
          .map(text -> base64 ? Base64Text.decode(text) : text.getBytes(UTF_8))
          .map(Base64.getEncoder()::encodeToString)
          .ifPresentOrElse(text -> values.put(name, text), () -> values.putNull(name));
    }

    private void number(Bound bound) {
      var text = given(bound.key());
      var value = bound.standard();
      try {
        value = text.map(Double::parseDouble).orElse(value);
      } catch (NumberFormatException e) {
        error(bound.key(), "is not a number");
        return;
      }
      if (!(value >= bound.min())) {
        error(bound.key(), "must be greater than or equal to " + shown(bound, bound.min()));
      } else if (!(value <= bound.max())) {
        error(bound.key(), "must be less than or equal to " + shown(bound, bound.max()));
      }
      values.set(bound.key(), bound.json(value));
    }

    private static String shown(Bound bound, double value) {
      return bound.decimal() ? decimal(value) : Long.toString(Math.round(value));
    }

    private void off(String name, String message) {
      if (given(name).filter(Params::isTrue).isPresent()) {
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

    private void checkSource(KnownLanguages.Known language) {
      var hasFile = language.entry().fileName().isPresent();
      var source = Attributes.bytes(values, SOURCE).filter(bytes -> bytes.length > 0);
      if (hasFile && source.isEmpty()) {
        error(SOURCE, "can't be blank");
      } else if (!hasFile && source.isPresent()) {
        error(SOURCE, "must be blank");
      }
      var zip = given(ADDITIONAL_FILES).filter(text -> !text.isBlank());
      values.put(ADDITIONAL_FILES, zip.orElse(null));
      if (!hasFile && zip.isEmpty()) {
        error(ADDITIONAL_FILES, "can't be blank");
      }
      var options = given("compiler_options").filter(text -> !text.isBlank());
      if (hasFile && options.isPresent() && !language.entry().compiled()) {
        error(
            "compiler_options", "setting compiler options is only allowed for compiled languages");
      }
    }
  }
}
