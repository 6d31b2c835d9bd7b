package evalx.dialect.sandboxfusion;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import evalx.dialect.Program;
import evalx.format.Json;
import evalx.language.Language;
import evalx.language.Languages;
import evalx.submission.SourceFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * A request to run_code.
 *
 * @param compiled whether its answer has a result of compilation
 * @param maxWait after which its client gives up, but for a second
 */
record RunCode(Program program, boolean compiled, Duration maxWait) {
  private static final double DEFAULT_SECONDS = 10;
  private static final double MIN_SECONDS = 0.1;
  private static final double MAX_WALL_SECONDS = 121;
  private static final double MAX_CPU_SECONDS = 60;
  private static final double MAX_SECONDS = 600;

  /** What its clients add to both timeouts, but for a second. */
  private static final Duration MARGIN = Duration.ofSeconds(9);

  private static final long MEMORY_MB = 512;
  private static final long MAX_MEMORY_MB = 1024;
  private static final long MIN_MEMORY_MB = 16;
  private static final List<Entry> ENTRIES = entries();

  /**
   * What SandboxFusion calls a language.
   *
   * @param language its id here
   */
  private record Entry(String name, String language, boolean compiled) {}

  private static List<Entry> entries() {
    try (var in = RunCode.class.getResourceAsStream("/dialects/sandboxfusion.json")) {
      return List.of(Json.MAPPER.readValue(in, Entry[].class));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a request.
   *
   * @throws Invalid when it is none
   */
  static RunCode read(JsonNode body, Languages languages) {
    if (!body.path("code").isTextual()) {
      throw new Invalid("code", "Field required");
    }
    var name = body.path("language").asText();
    var entry = ENTRIES.stream().filter(e -> e.name().equals(name)).findFirst();
    var language = entry.flatMap(e -> languages.find(e.language()));
    if (entry.isEmpty() || language.isEmpty()) {
      throw new Invalid("language", "Input should be a language that this server has");
    }
    var wall = seconds(body, "run_timeout");
    var program =
        new Program(
            language.get().id(),
            files(body, language.get()),
            List.of(),
            limits(body, wall, language.get()),
            Program.Runs.once(body.path("stdin").asText("").getBytes(UTF_8), List.of()));
    var wait = millis(wall + seconds(body, "compile_timeout"), MAX_SECONDS).plus(MARGIN);
    return new RunCode(program, entry.get().compiled(), wait);
  }

  private static double seconds(JsonNode body, String name) {
    var value = body.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return DEFAULT_SECONDS;
    }
    if (!value.isNumber() || !(value.asDouble() > 0)) {
      throw new Invalid(name, "Input should be a valid number above 0");
    }
    return value.asDouble();
  }

  private static Duration millis(double seconds, double max) {
    return Duration.ofMillis(Math.round(Math.min(max, Math.max(MIN_SECONDS, seconds)) * 1000));
  }

  private static Program.Limits limits(JsonNode body, double wall, Language language) {
    var asked = body.path("memory_limit_MB").asLong(-1);
    var memory = Math.min(MAX_MEMORY_MB, asked > 0 ? asked : MEMORY_MB);
    var smallest = Math.max(MIN_MEMORY_MB, language.smallestMemory() >> 20);
    return new Program.Limits(
        Optional.of(millis(wall, MAX_CPU_SECONDS)),
        Optional.of(millis(wall, MAX_WALL_SECONDS)),
        Optional.of(Math.max(smallest, memory) << 20));
  }

  /** Files without contents are passed over, as there. */
  private static List<SourceFile> files(JsonNode body, Language language) {
    var code = body.path("code").asText().getBytes(UTF_8);
    var files = new ArrayList<>(Program.file(language.fileFor(code), code));
    body.path("files")
        .properties()
        .forEach(
            file -> {
              if (file.getValue().isTextual()) {
                files.add(new SourceFile(file.getKey(), content(file.getValue())));
              }
            });
    return files;
  }

  private static byte[] content(JsonNode text) {
    try {
      return Base64.getMimeDecoder().decode(text.asText());
    } catch (IllegalArgumentException e) {
      throw new Invalid("files", "Input should be base64");
    }
  }
}
