package evalx.dialect.judge0;

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

  /**
   * A limit.
   *
   * @param key in the answer to GET /config_info
   * @param min 1 of a count is told as more than 0
   * @param max also there, after "max_"
   * @param decimal whether clients are told it as a text
   */
  record Bound(String key, double standard, double min, double max, boolean decimal) {
    JsonNode json(double value) {
      return decimal
          ? Json.MAPPER.getNodeFactory().textNode(Attributes.decimal(value))
          : Json.MAPPER.getNodeFactory().numberNode((long) value);
    }

    String tooSmall() {
      return min == 1 && !decimal
          ? "must be greater than 0"
          : "must be greater than or equal to " + Math.round(min);
    }

    String tooLarge() {
      var largest = decimal ? Attributes.decimal(max) : Long.toString(Math.round(max));
      return "must be less than or equal to " + largest;
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
    return new ReadAttributes(params, base64).read(languages);
  }
}
