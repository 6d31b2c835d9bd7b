package evalx.dialect.judge0;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import evalx.format.Json;
import evalx.submission.Result;
import evalx.submission.SubmissionId;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What of a submission a client is told, and how.
 *
 * @param fields in their order
 * @param base64 whether texts are told in base64
 * @param strict whether other texts than ASCII need it
 */
record View(List<String> fields, boolean base64, boolean strict) {
  private static final List<String> DEFAULT =
      List.of("stdout", "time", "memory", "stderr", "token", "compile_output", "message", "status");

  /** All that there are, in Judge0's order. */
  private static final List<String> ALL =
      List.of(
          "source_code",
          "language_id",
          "stdin",
          "expected_output",
          "stdout",
          "status_id",
          "created_at",
          "finished_at",
          "time",
          "memory",
          "stderr",
          "token",
          "number_of_runs",
          "cpu_time_limit",
          "cpu_extra_time",
          "wall_time_limit",
          "memory_limit",
          "stack_limit",
          "max_processes_and_or_threads",
          "enable_per_process_and_thread_time_limit",
          "enable_per_process_and_thread_memory_limit",
          "max_file_size",
          "compile_output",
          "exit_code",
          "exit_signal",
          "message",
          "wall_time",
          "compiler_options",
          "command_line_arguments",
          "redirect_stderr_to_stdout",
          "callback_url",
          "additional_files",
          "enable_network",
          "status",
          "language");

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  /** A text that cannot be told without base64. */
  static final class NotText extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /**
   * The view that the parameters of a request ask for.
   *
   * @throws Refused when they name a field that does not exist
   */
  static View of(JsonNode params, boolean strict) {
    var asked = params.path("fields").asText("");
    var names = Stream.of(asked.split(",")).map(String::strip).filter(n -> !n.isEmpty()).toList();
    var unknown = new ArrayList<>(names);
    unknown.removeAll(ALL);
    unknown.remove("*");
    if (!unknown.isEmpty()) {
      throw new Refused(
          400, unknown.stream().collect(Collectors.joining(", ", "invalid fields: [", "]")));
    }
    var fields = names.isEmpty() ? DEFAULT : names.contains("*") ? ALL : names;
    return new View(fields, Params.flag(params, "base64_encoded"), strict);
  }

  /** What callbacks tell. */
  static View ofCallbacks() {
    return new View(DEFAULT, true, false);
  }

  /** The same in base64. */
  View inBase64() {
    return new View(fields, true, strict);
  }

  static String time(Instant time) {
    return TIME.format(time);
  }

  /**
   * A submission.
   *
   * @param note its attributes
   * @param end empty while it has no result
   * @param waiting its status while it has no result
   */
  record Shown(SubmissionId id, JsonNode note, Optional<End> end, Status waiting) {}

  /** How a submission ended. */
  record End(Outcome outcome, Instant finished) {
    /** Of a result, as {@link Outcome#of} tells it. */
    static End of(Result result, boolean compiled, boolean strict) {
      return new End(
          Outcome.of(result, compiled, strict), result.provenance().timeline().finished());
    }
  }

  /**
   * Writes a submission.
   *
   * @throws NotText when base64 is needed and was not asked for
   */
  ObjectNode write(Shown shown) {
    var json = Json.MAPPER.createObjectNode();
    var outcome = shown.end().map(End::outcome);
    for (String field : fields) {
      json.set(field, value(field, shown, outcome));
    }
    return json;
  }

  private JsonNode value(String field, Shown shown, Optional<Outcome> outcome) {
    if (Attributes.TEXTS.contains(field)) {
      return text(Attributes.bytes(shown.note(), field).orElse(null));
    }
    var node = Json.MAPPER.createObjectNode();
    switch (field) {
      case "token" -> node.put(field, shown.id().toString());
      case "status" -> node.set(field, status(shown, outcome).json());
      case "status_id" -> node.put(field, status(shown, outcome).id());
      case "finished_at" ->
          node.put(field, shown.end().map(end -> time(end.finished())).orElse(null));
      case "stdout" -> node.set(field, text(outcome.map(o -> o.printed().stdout()).orElse(null)));
      case "stderr" -> node.set(field, text(outcome.map(o -> o.printed().stderr()).orElse(null)));
      case "compile_output" ->
          node.set(field, text(outcome.map(o -> o.printed().compileOutput()).orElse(null)));
      case "message" ->
          node.set(
              field,
              text(
                  outcome
                      .flatMap(Outcome::message)
                      .map(m -> m.getBytes(StandardCharsets.UTF_8))
                      .orElse(null)));
      case "time" -> node.put(field, outcome.flatMap(o -> o.figures().time()).orElse(null));
      case "wall_time" ->
          node.put(field, outcome.flatMap(o -> o.figures().wallTime()).orElse(null));
      case "memory" ->
          outcome.ifPresent(o -> o.figures().memory().ifPresent(m -> node.put(field, m)));
      case "exit_code" ->
          outcome.ifPresent(o -> o.exit().code().ifPresent(c -> node.put(field, c)));
      case "exit_signal" ->
          outcome.ifPresent(o -> o.exit().signal().ifPresent(s -> node.put(field, s)));
      default -> node.set(field, shown.note().get(field));
    }
    var value = node.get(field);
    return value == null ? Json.MAPPER.nullNode() : value;
  }

  private static Status status(Shown shown, Optional<Outcome> outcome) {
    return outcome.map(Outcome::status).orElse(shown.waiting());
  }

  private JsonNode text(byte @Nullable [] bytes) {
    var nodes = Json.MAPPER.getNodeFactory();
    if (bytes == null) {
      return nodes.nullNode();
    }
    return nodes.textNode(base64 ? Base64Text.encode(bytes) : plain(bytes));
  }

  private String plain(byte[] bytes) {
    try {
      var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      if (strict && text.length() < bytes.length) {
        throw new NotText();
      }
      return text;
    } catch (CharacterCodingException e) {
      throw new NotText();
    }
  }
}
